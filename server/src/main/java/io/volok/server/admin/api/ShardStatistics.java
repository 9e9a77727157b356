package io.volok.server.admin.api;

import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VhostTotals;
import io.volok.broker.vhost.VirtualHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The rates of what lives on one shard: every few seconds a timer of the shard reads the counters that queues and
 * exchanges keep anyway. Owned by the shard.
 *
 * <p>A virtual host's totals do not shrink when one of its queues goes: what a vanished thing had counted is kept.
 */
final class ShardStatistics {

    private static final long INTERVAL_MS = 5_000;
    /** Samples kept of a virtual host as a whole: ten minutes. */
    private static final int TOTALS_KEPT = 121;
    /** Samples kept of each queue and exchange: a minute, while there are not too many of them. */
    private static final int KEPT = 14;
    private static final int MANY = 2_000;
    /** How many things are read before the shard does something else. */
    private static final int SLICE = 200;

    private final Shard shard;
    private final Supplier<Collection<VirtualHost>> vhosts;
    private final Map<Object, Track> tracks = new IdentityHashMap<>();
    private final Map<Object, String> homes = new IdentityHashMap<>();
    private final Map<String, Numbers> vanished = new HashMap<>();
    private final Map<String, Track> totals = new HashMap<>();
    private volatile long queuesSeen;
    private volatile long queuesGone;
    private long round;

    /** Statistics of the virtual hosts that {@code vhosts} gives, of which only those of the shard are looked at. */
    ShardStatistics(Shard shard, Supplier<Collection<VirtualHost>> vhosts) {
        this.shard = shard;
        this.vhosts = vhosts;
    }

    /** Samples now and from then on. On the shard. */
    void start() {
        sample();
        shard.schedule(INTERVAL_MS, this::start);
    }

    /** Begins a round: a few things at a time, so that messages need not wait for it. */
    private void sample() {
        round++;
        List<Thing> things = new ArrayList<>();
        for (VirtualHost vhost : vhosts.get()) {
            if (vhost.shard() == shard) {
                vhost.queues().forEach(queue -> things.add(new Thing(vhost, queue)));
                vhost.exchanges().forEach(exchange -> things.add(new Thing(vhost, exchange)));
                things.add(new Thing(vhost, vhost.totals()));
            }
        }
        slice(things, 0, shard.nowMs());
    }

    /** @param what a queue, an exchange, or what is counted of the virtual host beside them */
    private record Thing(VirtualHost vhost, Object what) {

        Numbers numbers() {
            return what instanceof VhostQueue queue ? Numbers.of(queue)
                    : what instanceof VhostTotals totals ? Numbers.of(totals) : Numbers.of((Exchange) what);
        }
    }

    private void slice(List<Thing> things, int from, long nowMs) {
        int end = Math.min(things.size(), from + SLICE);
        for (Thing thing : things.subList(from, end)) {
            sample(thing.vhost(), thing.what(), thing.numbers(), nowMs);
        }
        if (end < things.size()) {
            shard.execute(() -> slice(things, end, nowMs));
        } else {
            finish(nowMs);
        }
    }

    private void finish(long nowMs) {
        dropVanished();
        Map<String, Numbers> sums = new HashMap<>();
        tracks.forEach((thing, track) ->
                sums.computeIfAbsent(homes.get(thing), name -> Numbers.zero()).add(track.last()));
        sums.forEach((name, sum) -> {
            Numbers gone = vanished.get(name);
            if (gone != null) {
                sum.add(gone);
            }
            sum.set(Counter.PUBLISH, sum.get(Counter.PUBLISH_IN));
            totals.computeIfAbsent(name, any -> new Track()).sample(sum, nowMs, round, TOTALS_KEPT);
        });
        totals.values().removeIf(track -> track.round() != round);
    }

    private void sample(VirtualHost vhost, Object thing, Numbers numbers, long nowMs) {
        Track track = tracks.get(thing);
        if (track == null) {
            track = new Track();
            tracks.put(thing, track);
            queuesSeen += thing instanceof VhostQueue ? 1 : 0;
        }
        track.sample(numbers, nowMs, round, kept());
        homes.put(thing, vhost.name());
    }

    private int kept() {
        return tracks.size() > MANY ? 2 : KEPT;
    }

    private void dropVanished() {
        tracks.entrySet().removeIf(entry -> {
            boolean gone = entry.getValue().round() != round;
            if (gone) {
                queuesGone += entry.getKey() instanceof VhostQueue ? 1 : 0;
                Numbers counted = entry.getValue().last();
                for (Counter counter : Counter.all()) {
                    if (counter.isLevel()) {
                        counted.set(counter, 0);
                    }
                }
                vanished.computeIfAbsent(homes.remove(entry.getKey()), name -> Numbers.zero()).add(counted);
            }
            return gone;
        });
    }

    /** Forgets all samples. On the shard. */
    void reset() {
        tracks.clear();
        homes.clear();
        totals.clear();
        vanished.clear();
    }

    /** Queues that were seen to come since the start. */
    long queuesSeen() {
        return queuesSeen;
    }

    /** Queues that were seen to go. */
    long queuesGone() {
        return queuesGone;
    }

    /** The rates of a queue or exchange, or null before its first sample. */
    Track of(Object thing) {
        return tracks.get(thing);
    }

    /** The rates of a virtual host as a whole, or null before its first sample. */
    Track of(VirtualHost vhost) {
        return totals.get(vhost.name());
    }

    /**
     * What a virtual host has counted up to now; publishes are those that clients did. Where there are very many queues,
     * up to the last round, as reading them all at once would hold up messages.
     */
    Numbers totals(VirtualHost vhost) {
        Track sampled = totals.get(vhost.name());
        if (tracks.size() > MANY && sampled != null) {
            Numbers copy = Numbers.zero();
            copy.add(sampled.last());
            return copy;
        }
        Numbers sum = Numbers.of(vhost.totals());
        Numbers gone = vanished.get(vhost.name());
        if (gone != null) {
            sum.add(gone);
        }
        for (VhostQueue queue : vhost.queues()) {
            sum.add(Numbers.of(queue));
        }
        for (Exchange exchange : vhost.exchanges()) {
            sum.add(Numbers.of(exchange));
        }
        sum.set(Counter.PUBLISH, sum.get(Counter.PUBLISH_IN));
        return sum;
    }
}
