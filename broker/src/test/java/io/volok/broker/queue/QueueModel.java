package io.volok.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.queue.QueueSettings.DelayedRetry;
import io.volok.broker.queue.QueueSettings.Retry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** What a queue should do, told with sets of message numbers. A message's number is also its body. */
final class QueueModel {

    private static final int NONE = -1;

    private final boolean quorum;
    private final int maxPriority;
    private final LongSupplier clock;
    /** Ready messages by level. */
    private final TreeMap<Integer, TreeSet<Integer>> ready = new TreeMap<>();
    private final Map<Integer, Integer> levels = new HashMap<>();
    private final Map<Delivery, Integer> hands = new HashMap<>();
    private final Map<Integer, Integer> acquired = new HashMap<>();
    private final Map<Integer, Integer> failed = new HashMap<>();
    private final Map<Integer, Later> held = new HashMap<>();
    private final Set<Integer> gone = new HashSet<>();
    private final Set<Integer> brief = new HashSet<>();
    /** Dead messages whose letters have not arrived. */
    private final Set<Integer> inTheMail = new HashSet<>();
    private int settling = NONE;
    private int published;
    private int refusals;
    private String where = "";

    /** A message that comes back later. */
    private record Later(long dueMs, boolean failed) {
    }

    QueueModel(boolean quorum, int maxPriority, LongSupplier clock) {
        this.quorum = quorum;
        this.maxPriority = maxPriority;
        this.clock = clock;
    }

    void at(String place) {
        where = place;
    }

    String where() {
        return where;
    }

    int refusals() {
        return refusals;
    }

    void published(int id, int priority, boolean refused) {
        published++;
        int level = quorum ? (priority < 0 ? 4 : priority) : Math.min(Math.max(priority, 0), maxPriority);
        levels.put(id, level);
        if (refused) {
            refusals++;
            gone.add(id);
        } else {
            makeReady(id);
        }
    }

    /** It does not survive a restart, unless in a quorum queue. */
    void brief(int id) {
        if (!quorum) {
            brief.add(id);
        }
    }

    private void makeReady(int id) {
        ready.computeIfAbsent(levels.get(id), key -> new TreeSet<>()).add(id);
    }

    /** Takes the message away, which must be the first of its level. */
    private void takeHead(int id, String what) {
        TreeSet<Integer> level = ready.get(levels.get(id));
        assertThat(level).as("%s: %s of %d", where, what, id).isNotEmpty();
        assertThat(level.first()).as("%s: %s out of turn", where, what).isEqualTo(id);
        level.remove(id);
    }

    void delivered(Delivery delivery, String body, boolean noAck) {
        releaseDue();
        int id = Integer.parseInt(body);
        takeHead(id, "delivery");
        for (TreeSet<Integer> higher : ready.tailMap(levels.get(id), false).values()) {
            assertThat(higher).as("%s: %d overtakes a higher priority", where, id).isEmpty();
        }
        assertThat(delivery.acquiredCount()).as("%s: acquired count of %d", where, id)
                .isEqualTo(acquired.getOrDefault(id, 0));
        assertThat(delivery.deliveryCount()).as("%s: delivery count of %d", where, id)
                .isEqualTo(failed.getOrDefault(id, 0));
        if (noAck) {
            gone.add(id);
        } else {
            hands.put(delivery, id);
        }
    }

    void acked(Delivery delivery) {
        gone.add(hands.remove(delivery));
    }

    /** It goes back, or is a dead letter, before the call returns. */
    void settling(Delivery delivery) {
        settling = hands.remove(delivery);
    }

    /** Unless it died, it is ready again, now or later. */
    void requeued(boolean asFailed, Retry retry) {
        if (settling == NONE) {
            return;
        }
        long count = Math.max(1, failed.getOrDefault(settling, 0) + (asFailed ? 1 : 0));
        boolean delays = quorum && (retry.delayed() == DelayedRetry.ALL
                || retry.delayed() == (asFailed ? DelayedRetry.FAILED : DelayedRetry.RETURNED));
        if (delays && retry.delayMinMs() > 0) {
            long delay = Math.min(retry.delayMinMs() * count, retry.delayMaxMs());
            held.put(settling, new Later(clock.getAsLong() + delay, asFailed));
        } else {
            comeBack(settling, asFailed);
        }
        settling = NONE;
    }

    private void comeBack(int id, boolean asFailed) {
        acquired.merge(id, 1, Integer::sum);
        failed.merge(id, asFailed ? 1 : 0, Integer::sum);
        makeReady(id);
    }

    private void releaseDue() {
        for (Map.Entry<Integer, Later> entry : List.copyOf(held.entrySet())) {
            if (entry.getValue().dueMs <= clock.getAsLong()) {
                held.remove(entry.getKey());
                comeBack(entry.getKey(), entry.getValue().failed);
            }
        }
    }

    /** A letter was sent, perhaps again; {@code waits} says that the message is held until it has arrived. */
    void died(String body, DeathReason reason, boolean waits) {
        releaseDue();
        int id = Integer.parseInt(body);
        if (inTheMail.contains(id)) {
            return;
        }
        switch (reason) {
            case REJECTED, DELIVERY_LIMIT -> {
                assertThat(id).as("%s: %s", where, reason).isEqualTo(settling);
                settling = NONE;
            }
            case EXPIRED, MAXLEN -> takeHead(id, reason.wireName());
        }
        (waits ? inTheMail : gone).add(id);
    }

    void arrived(String body) {
        int id = Integer.parseInt(body);
        if (inTheMail.remove(id)) {
            gone.add(id);
        }
    }

    void purged() {
        releaseDue();
        ready.values().forEach(ids -> {
            gone.addAll(ids);
            ids.clear();
        });
        gone.addAll(held.keySet());
        held.clear();
        gone.addAll(inTheMail);
        inTheMail.clear();
    }

    /** What was in hands is ready again, as delivered before; what was held still is. */
    void crashed() {
        Set<Integer> back = new HashSet<>(hands.values());
        hands.clear();
        back.forEach(id -> {
            makeReady(id);
            acquired.putIfAbsent(id, 1);
        });
        for (TreeSet<Integer> level : ready.values()) {
            brief.stream().filter(level::remove).forEach(gone::add);
        }
    }

    /** Conservation. */
    void check(Queue queue) {
        releaseDue();
        long readyNow = ready.values().stream().mapToLong(Set::size).sum();
        assertThat(queue.readyCount()).as("%s: ready", where).isEqualTo(readyNow);
        assertThat(queue.unackedCount()).as("%s: unacked", where).isEqualTo(hands.size());
        assertThat(queue.heldCount()).as("%s: held", where).isEqualTo(held.size() + inTheMail.size());
        assertThat(readyNow + hands.size() + held.size() + inTheMail.size() + gone.size()).as("%s: conservation", where)
                .isEqualTo(published);
        assertThat(gone.size()).as("%s: gone twice", where).isLessThanOrEqualTo(published);
    }
}
