package io.volok.broker.txn;

import io.volok.broker.partition.TransactionMarker;
import io.volok.broker.shard.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Coordinates the transactions whose ids fall on one partition of {@code __transaction_state}. Lives on the shard of
 * that partition.
 *
 * <p>What the rules decide is appended, then applied; replies and markers wait until the log is durable. The state that
 * is applied is ahead of what is durable only by what is on its way, so a reply that changes nothing waits for the log
 * as well.
 */
final class TransactionCoordinator {

    /** How long to wait before a log that took nothing is tried again. */
    private static final long RETRY_MS = 100;
    /** How long a wish waits for the end before it to be complete, until the client is told to come again. */
    private static final long PATIENCE_MS = 200;
    /** The coordinator never moves to another broker. */
    private static final int COORDINATOR_EPOCH = 0;

    private final Shard shard;
    private final TransactionLog log;
    private final Markers markers;
    private final ProducerIds freshIds;
    private final TxnConfig config;
    private final Map<String, Transaction> transactions = new HashMap<>();
    /** Wishes that wait, for a moment, until an end is complete. */
    private final Map<String, List<Patience>> patient = new HashMap<>();

    TransactionCoordinator(
            Shard shard, TransactionLog log, Markers markers, ProducerIds freshIds, TxnConfig config) {
        this.shard = shard;
        this.log = log;
        this.markers = markers;
        this.freshIds = freshIds;
        this.config = config;
    }

    /** Replays the log, carries on with transactions whose end was decided, and starts the clocks. */
    void recover() {
        log.replay((transactionalId, fact) -> {
            if (fact == null) {
                transactions.remove(transactionalId);
            } else {
                transactions.put(transactionalId, fact);
            }
        });
        for (Transaction transaction : List.copyOf(transactions.values())) {
            if (transaction.state().isPrepared()) {
                writeMarkers(transaction);
            }
        }
        repeat(config.abortIntervalMs(), this::abortTimedOut);
        repeat(config.expireIntervalMs(), this::forgetExpired);
    }

    void init(InitRules.Wish wish, Consumer<TxnReply> reply) {
        if (wish.timeoutMs() <= 0 || wish.timeoutMs() > config.maxTimeoutMs()) {
            reply.accept(new TxnReply.Refused(TxnRefusal.INVALID_TIMEOUT));
        } else if (!freshIds.available()) {
            reply.accept(new TxnReply.Refused(TxnRefusal.UNAVAILABLE));
        } else {
            Rule rule = current -> InitRules.decide(current, wish, freshIds, shard.nowMs());
            decide(wish.transactionalId(), rule, reply, true);
        }
    }

    void add(PartitionRules.Wish wish, Consumer<TxnReply> reply) {
        decide(wish.transactionalId(), current -> PartitionRules.add(current, wish, shard.nowMs()), reply, true);
    }

    void verify(PartitionRules.Wish wish, Consumer<TxnReply> reply) {
        decide(wish.transactionalId(), current -> PartitionRules.verify(current, wish), reply, true);
    }

    void end(EndRules.Wish wish, Consumer<TxnReply> reply) {
        if (!freshIds.available()) {
            reply.accept(new TxnReply.Refused(TxnRefusal.UNAVAILABLE));
            return;
        }
        Rule rule = current -> EndRules.decide(current, wish, freshIds, shard.nowMs());
        decide(wish.transactionalId(), rule, reply, false);
    }

    /** What is known of an id, or null. */
    Transaction describe(String transactionalId) {
        return transactions.get(transactionalId);
    }

    /** All ids. */
    List<Transaction> list() {
        return List.copyOf(transactions.values());
    }

    private void decide(String transactionalId, Rule rule, Consumer<TxnReply> reply, boolean mayWait) {
        if (transactionalId.isEmpty()) {
            reply.accept(new TxnReply.Refused(TxnRefusal.INVALID_REQUEST));
            return;
        }
        Transaction current = transactions.get(transactionalId);
        switch (rule.apply(current)) {
            case TxnDecision.Stay(TxnReply.Refused(TxnRefusal why)) when why == TxnRefusal.BUSY && mayWait ->
                    await(transactionalId, new Patience(rule, reply));
            case TxnDecision.Stay(TxnReply.Refused refused) -> reply.accept(refused);
            case TxnDecision.Stay stay -> log.whenDurable(() -> reply.accept(stay.reply()));
            case TxnDecision.Move(Transaction next, TxnReply.Refused refused) -> {
                // What is in the way is being aborted: perhaps completely within the call, so the wish waits first.
                Patience wish = new Patience(rule, reply);
                await(transactionalId, wish);
                if (!move(next, () -> { })) {
                    giveUp(transactionalId, wish, TxnRefusal.UNAVAILABLE);
                }
            }
            case TxnDecision.Move move -> {
                if (!move(move.next(), () -> reply.accept(move.reply()))) {
                    reply.accept(new TxnReply.Refused(TxnRefusal.UNAVAILABLE));
                }
            }
        }
    }

    /** Most ends are complete within a millisecond: clients need not be sent away for that. */
    private void await(String transactionalId, Patience wish) {
        patient.computeIfAbsent(transactionalId, id -> new ArrayList<>()).add(wish);
        wish.end = shard.schedule(PATIENCE_MS, () -> giveUp(transactionalId, wish, TxnRefusal.BUSY));
    }

    private void giveUp(String transactionalId, Patience wish, TxnRefusal why) {
        List<Patience> waiting = patient.get(transactionalId);
        if (waiting != null && waiting.remove(wish)) {
            wish.end.cancel();
            wish.reply.accept(new TxnReply.Refused(why));
        }
    }

    private void resume(String transactionalId) {
        List<Patience> waiting = patient.remove(transactionalId);
        if (waiting != null) {
            for (Patience wish : waiting) {
                wish.end.cancel();
                decide(transactionalId, wish.rule, wish.reply, false);
            }
        }
    }

    private boolean move(Transaction next, Runnable released) {
        // Applied before the append, which may be durable, and go on from here, within the call.
        Transaction before = transactions.put(next.transactionalId(), next);
        boolean appended = log.append(next, () -> {
            released.run();
            if (next.state().isPrepared()) {
                writeMarkers(next);
            }
        });
        if (!appended) {
            restore(next.transactionalId(), before);
        }
        return appended;
    }

    private void restore(String transactionalId, Transaction before) {
        if (before == null) {
            transactions.remove(transactionalId);
        } else {
            transactions.put(transactionalId, before);
        }
    }

    private void writeMarkers(Transaction ending) {
        TransactionMarker marker = new TransactionMarker(
                ending.producer().id(), ending.producer().epoch(), COORDINATOR_EPOCH, ending.commits());
        Set<TxnPartition> missing = new HashSet<>(ending.partitions());
        if (missing.isEmpty()) {
            complete(ending);
        }
        for (TxnPartition partition : ending.partitions()) {
            markers.write(partition, marker, ending.clientVersion(), () -> {
                missing.remove(partition);
                if (missing.isEmpty()) {
                    complete(ending);
                }
            });
        }
    }

    /** Until this is in the log a restart writes the markers again, which does no harm. */
    private void complete(Transaction ending) {
        if (transactions.get(ending.transactionalId()) != ending) {
            return; // Completed before: some marker was told twice.
        }
        boolean appended = move(ending.completed(shard.nowMs()), () -> { });
        if (appended) {
            resume(ending.transactionalId());
        } else {
            shard.schedule(RETRY_MS, () -> complete(ending));
        }
    }

    private void abortTimedOut() {
        long nowMs = shard.nowMs();
        for (Transaction transaction : list()) {
            if (transaction.isTimedOut(nowMs)) {
                move(EndRules.fenced(transaction, nowMs), () -> { });
            }
        }
    }

    private void forgetExpired() {
        long nowMs = shard.nowMs();
        List<String> expired = new ArrayList<>();
        for (Transaction transaction : transactions.values()) {
            if (transaction.isExpired(nowMs, config.expirationMs())) {
                expired.add(transaction.transactionalId());
            }
        }
        for (String transactionalId : expired) {
            if (log.forget(transactionalId)) {
                transactions.remove(transactionalId);
            }
        }
    }

    private void repeat(long intervalMs, Runnable task) {
        shard.schedule(intervalMs, () -> {
            task.run();
            repeat(intervalMs, task);
        });
    }

    /** Judges a wish against what is known of its id (null if nothing is). */
    private interface Rule extends Function<Transaction, TxnDecision> {
    }

    /** A wish that waits for an end to be complete. */
    private static final class Patience {
        private final Rule rule;
        private final Consumer<TxnReply> reply;
        private Shard.Timer end;

        Patience(Rule rule, Consumer<TxnReply> reply) {
            this.rule = rule;
            this.reply = reply;
        }
    }
}
