package io.volok.broker.vhost;

import io.volok.broker.catalog.FactLog;
import io.volok.broker.commit.CommitLog;
import io.volok.broker.commit.Gathering;
import io.volok.broker.commit.Share;
import io.volok.broker.commit.Span;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.Queue;
import io.volok.log.Log;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Transactions of AMQP clients: what one commits is there as a whole after a crash, or not at all.
 *
 * <p>A commit that one write makes, which is one batch for one log, needs nothing for that. Any other is written at once,
 * under a note in the {@link CommitLog}. One that is very large is cut into pieces of which each is whole; its
 * acknowledgements come with the last.
 */
final class Commits implements Gathering {

    static final long PIECE_BYTES = 32L << 20;

    private final FactLog catalog;
    private final VhostLogs logs;
    private final Topology topology;
    private final CursorLog cursors;
    private final Publisher publisher;
    private final TopicTargets topics;
    private final CommitLog log;
    private final Set<Share> shares = new LinkedHashSet<>();
    private final List<Later> later = new ArrayList<>();
    private long gatheredBytes;
    private boolean piecesKept;

    Commits(VhostContext context, VhostLogs logs, FactLog catalog, Topology topology, CursorLog cursors,
            Publisher publisher) {
        this.catalog = catalog;
        this.logs = logs;
        this.topology = topology;
        this.cursors = cursors;
        this.publisher = publisher;
        this.topics = context.topics();
        this.log = new CommitLog(context.shard(), logs.openCommits());
    }

    private record Later(Runnable publish, Runnable refuse) {
    }

    /** Does it; false if the disk is full: everything was refused then, but for earlier pieces. */
    boolean run(CommitWork work) {
        List<Delivery> discarded = List.of();
        List<Delivery> done = List.of();
        shares.clear();
        later.clear();
        gatheredBytes = 0;
        piecesKept = true;
        publisher.gatherFor(this);
        try {
            if (work.publish() && piecesKept) {
                discarded = work.discard();
                done = work.acknowledged();
            }
        } finally {
            publisher.gatherFor(null);
        }
        List<Share> written = List.copyOf(shares);
        List<Later> rest = List.copyOf(later);
        boolean kept = write(written, byQueue(discarded), byQueue(done)) && piecesKept;
        rest.forEach(kept ? each -> each.publish.run() : each -> each.refuse.run());
        return kept;
    }

    @Override
    public void add(Share share, int bytes) {
        shares.add(share);
        gatheredBytes += bytes;
    }

    /** What is gathered waits in memory, as often as it has targets: very much is written in pieces. */
    void nextMessage() {
        if (gatheredBytes > PIECE_BYTES) {
            List<Share> piece = List.copyOf(shares);
            shares.clear();
            gatheredBytes = 0;
            piecesKept &= writeNoted(piece);
        }
    }

    @Override
    public void later(Runnable publish, Runnable refuse) {
        later.add(new Later(publish, refuse));
    }

    /** Deliveries of durable queues, which are those whose acknowledgements are noted. */
    private static Map<Queue, List<Delivery>> byQueue(List<Delivery> deliveries) {
        Map<Queue, List<Delivery>> byQueue = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            if (delivery.queue().spec().durable()) {
                byQueue.computeIfAbsent(delivery.queue(), queue -> new ArrayList<>()).add(delivery);
            }
        }
        return byQueue;
    }

    private boolean write(List<Share> written, Map<Queue, List<Delivery>> discarded, Map<Queue, List<Delivery>> done) {
        boolean alone = written.isEmpty() || written.size() == 1 && written.getFirst().isOneBatch();
        boolean acknowledges = !discarded.isEmpty() || !done.isEmpty();
        Set<Queue> settled = new HashSet<>(discarded.keySet());
        settled.addAll(done.keySet());
        if (alone && !acknowledges || written.isEmpty() && settled.size() == 1) {
            return true;
        }
        discarded.keySet().forEach(Queue::noteChanges);
        done.forEach(Queue::noteDone);
        if (written.isEmpty()) {
            return true; // Acknowledgements alone are one write, at the end of the batch of work.
        }
        return writeNoted(
                cursors.isOpen() ? Stream.concat(written.stream(), Stream.of(cursors)).toList() : written);
    }

    /** A share is worth nothing if its queue, which may have been declared just now, is forgotten. */
    private boolean writeNoted(List<Share> written) {
        catalog.flush();
        return log.write(written);
    }

    /* ---- recovery ---- */

    /** Undoes what an earlier run did not finish. Before any queue is opened. */
    void recover() {
        log.recover(this::undo);
    }

    private void undo(List<Span> spans) {
        Map<Span, Log> opened = new HashMap<>();
        spans.forEach(span -> open(span, opened));
        boolean overtaken = spans.stream().anyMatch(span -> switch (span.place().kind()) {
            case CURSORS -> cursors.endOffset() > span.endOffset();
            case PARTITION -> false;
            case LANE, DELAYED -> opened.containsKey(span) && opened.get(span).endOffset() > span.endOffset();
        });
        if (!overtaken) {
            spans.forEach(span -> cut(span, opened.get(span)));
        }
        opened.values().forEach(Log::close);
    }

    private void open(Span span, Map<Span, Log> opened) {
        String name = span.place().name();
        switch (span.place().kind()) {
            case LANE -> {
                long id = Long.parseLong(name.substring(0, name.indexOf('-')));
                if (topology.queues().stream().anyMatch(queue -> queue instanceof OrdinaryQueue one && one.id() == id)) {
                    opened.put(span, logs.openLane(name));
                }
            }
            case DELAYED -> opened.put(span, logs.openDelayed(name));
            case CURSORS, PARTITION -> { }
        }
    }

    private void cut(Span span, Log opened) {
        switch (span.place().kind()) {
            case CURSORS -> cursors.undo(span.baseOffset());
            case PARTITION -> topics.undo(span.place().name(), span.baseOffset(), span.endOffset());
            case LANE, DELAYED -> {
                if (opened != null) {
                    opened.truncateTo(span.baseOffset());
                }
            }
        }
    }

    void close() {
        log.close();
    }

    void delete() {
        log.delete();
    }
}
