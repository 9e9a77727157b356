package io.volok.server.kafka.share;

import io.volok.broker.partition.Partition;
import io.volok.broker.shard.Shard;
import io.volok.broker.share.Acknowledgement;
import io.volok.broker.share.Acquired;
import io.volok.broker.share.SharePartition;
import io.volok.broker.share.ShareSettings;
import io.volok.server.kafka.share.ShareConnection.Member;
import io.volok.server.kafka.wire.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.protocol.Errors;

/**
 * One share fetch: acknowledgements, then rounds over the session's partitions until something is acquired. While less
 * than MinBytes can be read a round only looks.
 */
final class ShareFetchRun {

    /** Acquire mode 1 of KIP-1206: MaxRecords is exact. 0, the default, takes whole batches. */
    private static final byte RECORD_LIMIT = 1;

    private final ShareAccess access;
    private final Member member;
    private final ShareFetchRequestData request;
    private final ShareSettings settings;
    private final Exchange exchange;
    private final Map<ShareTarget, CompletableFuture<Errors>> acknowledged = new LinkedHashMap<>();
    private final Map<ShareTarget, Acquired> acquired = new LinkedHashMap<>();
    private final Map<ShareTarget, Errors> errors = new LinkedHashMap<>();
    private final ShareConnection connection;
    private final boolean wholeBatches;
    private final Runnable waiter = () -> onHome(this::again);
    private final List<Partition> waitedFor = new ArrayList<>();
    private ShareSession session;
    private Shard.Timer timer;
    private int recordsLeft;
    private int bytesLeft;
    private long readable;
    private boolean looking;
    private boolean fetching;
    private boolean roundUnderWay;
    private boolean woken;
    private boolean over;
    private boolean answered;

    ShareFetchRun(ShareAccess access, Member member, ShareFetchRequestData request, ShareSettings settings,
            Exchange exchange) {
        this.access = access;
        this.connection = access.connection(exchange);
        this.member = member;
        this.request = request;
        this.settings = settings;
        this.exchange = exchange;
        this.wholeBatches = request.shareAcquireMode() != RECORD_LIMIT;
        this.recordsLeft = request.maxRecords();
        this.bytesLeft = request.maxBytes();
    }

    /** On the session's shard. */
    void start(ShareSession memberSession, boolean fetches) {
        session = memberSession;
        fetching = fetches;
        acknowledge();
        if (request.maxWaitMs() > 0 && !targets().isEmpty()) {
            timer = exchange.shard().schedule(request.maxWaitMs(), () -> {
                over = true;
                again();
            });
        } else {
            over = true;
        }
        connection.began(this);
        round();
    }

    /** Answers with what there is, if it fetches for that session, which has ended. */
    void sessionClosed(ShareSession closed) {
        if (session == closed) {
            over = true;
            again();
        }
    }

    /** The connection is gone: nobody waits for the answer. */
    void abandon() {
        over = true;
        stopWaiting();
    }

    private void acknowledge() {
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                if (!partition.acknowledgementBatches().isEmpty()) {
                    ShareTarget target = new ShareTarget(topic.topicId(), partition.partitionIndex());
                    List<Acknowledgement> batches = partition.acknowledgementBatches().stream()
                            .map(batch -> AckBatches.of(batch.firstOffset(), batch.lastOffset(),
                                    batch.acknowledgeTypes())).toList();
                    acknowledged.put(target, access.acknowledge(
                            member.groupId(), session.holder(), target, batches, settings, exchange));
                }
            }
        }
    }

    private void round() {
        looking = request.minBytes() > 1 && !over;
        beginRound();
    }

    private void beginRound() {
        roundUnderWay = true;
        woken = false;
        readable = 0;
        step(targets(), 0);
    }

    private List<ShareTarget> targets() {
        return fetching ? session.targets() : List.of();
    }

    private void step(List<ShareTarget> targets, int at) {
        if (session.isClosed() || at == targets.size() || recordsLeft <= 0 || bytesLeft <= 0) {
            roundOver();
            return;
        }
        ShareTarget target = targets.get(at);
        ShareAccess.Found found = access.find(target, exchange);
        if (found.error() != Errors.NONE) {
            errors.put(target, found.error());
            step(targets, at + 1);
            return;
        }
        Partition partition = found.partition();
        access.ask(member.groupId(), partition, looking ? this::lookAndWait : this::acquireOrWait)
                .whenComplete((got, failure) -> onHome(() -> {
                    waitedFor.add(partition);
                    if (session.isClosed()) { // Taken for a member that is gone: nobody would give it back.
                        access.release(member.groupId(), session.holder(), partition);
                    } else if (failure != null) {
                        errors.put(target, Errors.forException(failure));
                    } else if (got.count() > 0) {
                        acquired.put(target, got);
                        recordsLeft -= got.count();
                        bytesLeft -= got.records().remaining();
                        session.served(target);
                    }
                    step(targets, at + 1);
                }));
    }

    /** Nothing is acquired as long as it may be too little. */
    private Acquired lookAndWait(SharePartition share) {
        int bytes = share.readableBytes(Math.min(bytesLeft, request.minBytes()), settings);
        share.await(waiter);
        onHome(() -> readable += bytes);
        return Acquired.NOTHING;
    }

    /** In one go on the partition's shard, so that nothing that comes between is missed. */
    private Acquired acquireOrWait(SharePartition share) {
        Acquired got = share.acquire(session.holder(),
                new SharePartition.Wish(recordsLeft, bytesLeft, wholeBatches), settings);
        if (got.count() == 0) {
            share.await(waiter);
        }
        return got;
    }

    private void roundOver() {
        roundUnderWay = false;
        if (looking && (readable >= request.minBytes() || over)) {
            stopWaiting();
            looking = false;
            beginRound();
        } else if (!acquired.isEmpty() || errors.size() >= targets().size() || over) {
            answer();
        } else if (woken) {
            stopWaiting();
            round();
        }
    }

    private void again() {
        woken = true;
        if (!roundUnderWay && !answered) {
            stopWaiting();
            round();
        }
    }

    private void stopWaiting() {
        for (Partition partition : waitedFor) {
            access.ask(member.groupId(), partition, share -> {
                share.forget(waiter);
                return null;
            });
        }
        waitedFor.clear();
    }

    private void answer() {
        if (answered) {
            return;
        }
        answered = true;
        connection.ended(this);
        stopWaiting();
        if (timer != null) {
            timer.cancel();
        }
        CompletableFuture.allOf(acknowledged.values().toArray(CompletableFuture[]::new)).thenRun(() ->
                exchange.answer(ShareFetchAnswer.of(acquired, errors, acknowledged, settings)));
    }

    private void onHome(Runnable task) {
        if (exchange.shard().isCurrent()) {
            task.run();
        } else {
            exchange.shard().execute(task);
        }
    }
}
