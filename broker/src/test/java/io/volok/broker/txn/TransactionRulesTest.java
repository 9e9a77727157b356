package io.volok.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rules decide, case by case. */
class TransactionRulesTest {

    private static final long NOW = 1_000;
    private static final TxnPartition P0 = new TxnPartition("orders", 0);
    private static final short TWO = Transaction.VERSION_2;
    private static final short ZERO = Transaction.VERSION_0;

    private final ProducerIds freshIds = new CountedIds(100);

    private static Transaction transaction(TxnState state, int epoch, int lastEpoch) {
        TxnProducer producer = new TxnProducer(7, (short) epoch, (short) lastEpoch, 7, TxnProducer.NO_ID);
        Set<TxnPartition> partitions = state == TxnState.ONGOING || state.isPrepared() ? Set.of(P0) : Set.of();
        return new Transaction("t", producer, 60_000, state, new TreeSet<>(partitions), new Transaction.Times(1, 1),
                ZERO);
    }

    private TxnDecision init(Transaction current, long knownId, int knownEpoch) {
        return InitRules.decide(current, new InitRules.Wish("t", 60_000, knownId, (short) knownEpoch), freshIds, NOW);
    }

    private TxnDecision end(Transaction current, int epoch, boolean commit, short version) {
        return EndRules.decide(current, new EndRules.Wish("t", 7, (short) epoch, commit, version), freshIds, NOW);
    }

    private static TxnReply reply(TxnDecision decision) {
        return switch (decision) {
            case TxnDecision.Move move -> move.reply();
            case TxnDecision.Stay stay -> stay.reply();
        };
    }

    private static Transaction next(TxnDecision decision) {
        return ((TxnDecision.Move) decision).next();
    }

    private static TxnReply done(long id, int epoch) {
        return new TxnReply.Done(id, (short) epoch);
    }

    private static TxnReply refused(TxnRefusal why) {
        return new TxnReply.Refused(why);
    }

    @Test
    void aNewIdStartsAtEpochZero() {
        assertThat(reply(init(null, -1, -1))).isEqualTo(done(100, 0));
    }

    @Test
    void anotherProducerOfTheIdBumpsTheEpoch() {
        assertThat(reply(init(transaction(TxnState.COMPLETE_COMMIT, 3, -1), -1, -1))).isEqualTo(done(7, 4));
    }

    @Test
    void anOpenTransactionIsAbortedFirst() {
        TxnDecision decision = init(transaction(TxnState.ONGOING, 3, -1), -1, -1);
        assertThat(reply(decision)).isEqualTo(refused(TxnRefusal.BUSY));
        assertThat(next(decision).state()).isEqualTo(TxnState.PREPARE_ABORT);
        assertThat(next(decision).producer().epoch()).isEqualTo((short) 4);
    }

    @Test
    void aProducerThatKnowsItselfKeepsItsPlaceAndMayRetry() {
        Transaction current = transaction(TxnState.EMPTY, 4, 3);
        assertThat(reply(init(current, 7, 4))).isEqualTo(done(7, 5));
        assertThat(reply(init(current, 7, 3))).isEqualTo(done(7, 4));
        assertThat(reply(init(current, 7, 2))).isEqualTo(refused(TxnRefusal.FENCED));
        assertThat(reply(init(current, 8, 4))).isEqualTo(refused(TxnRefusal.FENCED));
        assertThat(reply(init(current, 7, -1))).isEqualTo(refused(TxnRefusal.INVALID_REQUEST));
    }

    @Test
    void usedUpEpochsLeadToAnotherProducerId() {
        Transaction current = transaction(TxnState.COMPLETE_ABORT, Short.MAX_VALUE - 1, 0);
        assertThat(reply(init(current, -1, -1))).isEqualTo(done(100, 0));
        Transaction rotated = next(init(current, 7, Short.MAX_VALUE - 1));
        assertThat(reply(init(rotated, 7, Short.MAX_VALUE - 1))).isEqualTo(done(101, 0));
    }

    @Test
    void partitionsJoinOnlyForThePresentProducer() {
        var wish = new PartitionRules.Wish("t", 7, (short) 3, Set.of(P0), ZERO);
        assertThat(reply(PartitionRules.add(null, wish, NOW))).isEqualTo(refused(TxnRefusal.UNKNOWN_PRODUCER));
        assertThat(reply(PartitionRules.add(transaction(TxnState.EMPTY, 4, 3), wish, NOW)))
                .isEqualTo(refused(TxnRefusal.FENCED));
        assertThat(reply(PartitionRules.add(transaction(TxnState.PREPARE_COMMIT, 3, 2), wish, NOW)))
                .isEqualTo(refused(TxnRefusal.BUSY));
        Transaction open = next(PartitionRules.add(transaction(TxnState.EMPTY, 3, 2), wish, NOW));
        assertThat(open.state()).isEqualTo(TxnState.ONGOING);
        assertThat(open.times().startMs()).isEqualTo(NOW);
        assertThat(PartitionRules.add(open, wish, NOW + 1)).isInstanceOf(TxnDecision.Stay.class);
        assertThat(reply(PartitionRules.verify(open, wish))).isEqualTo(done(7, 3));
        var other = new PartitionRules.Wish("t", 7, (short) 3, Set.of(new TxnPartition("orders", 1)), ZERO);
        assertThat(reply(PartitionRules.verify(open, other))).isEqualTo(refused(TxnRefusal.NOT_IN_TRANSACTION));
    }

    /** The table of KIP-890: R = retry (epoch before the present one), C = current epoch. */
    @ParameterizedTest
    @CsvSource({
        "EMPTY,R,abort,FENCED", "EMPTY,C,abort,BUMP", "EMPTY,R,commit,FENCED", "EMPTY,C,commit,WRONG_STATE",
        "COMPLETE_ABORT,R,abort,SAME", "COMPLETE_ABORT,C,abort,BUMP",
        "COMPLETE_ABORT,R,commit,WRONG_STATE", "COMPLETE_ABORT,C,commit,WRONG_STATE",
        "COMPLETE_COMMIT,R,abort,WRONG_STATE", "COMPLETE_COMMIT,C,abort,BUMP",
        "COMPLETE_COMMIT,R,commit,SAME", "COMPLETE_COMMIT,C,commit,WRONG_STATE",
        "ONGOING,C,commit,BUMP", "ONGOING,C,abort,BUMP", "ONGOING,R,commit,FENCED",
        "PREPARE_COMMIT,R,commit,BUSY", "PREPARE_COMMIT,R,abort,WRONG_STATE", "PREPARE_COMMIT,C,commit,FENCED",
        "PREPARE_ABORT,R,abort,BUSY", "PREPARE_ABORT,R,commit,WRONG_STATE"})
    void anEndOfVersionTwo(TxnState state, String which, String how, String expected) {
        TxnDecision decision = end(
                transaction(state, 5, 4), which.equals("R") ? 4 : 5, how.equals("commit"), TWO);
        switch (expected) {
            case "BUMP" -> assertThat(reply(decision)).isEqualTo(done(7, 6));
            case "SAME" -> assertThat(reply(decision)).isEqualTo(done(7, 5));
            default -> assertThat(reply(decision)).isEqualTo(refused(TxnRefusal.valueOf(expected)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ONGOING,commit,MOVE", "ONGOING,abort,MOVE", "EMPTY,abort,WRONG_STATE", "EMPTY,commit,WRONG_STATE",
        "COMPLETE_COMMIT,commit,SAME", "COMPLETE_COMMIT,abort,WRONG_STATE", "COMPLETE_ABORT,abort,SAME",
        "PREPARE_COMMIT,commit,BUSY", "PREPARE_COMMIT,abort,WRONG_STATE", "PREPARE_ABORT,abort,BUSY"})
    void anEndBeforeVersionTwoKeepsTheEpoch(TxnState state, String how, String expected) {
        TxnDecision decision = end(transaction(state, 5, -1), 5, how.equals("commit"), ZERO);
        switch (expected) {
            case "MOVE", "SAME" -> assertThat(reply(decision)).isEqualTo(done(7, 5));
            default -> assertThat(reply(decision)).isEqualTo(refused(TxnRefusal.valueOf(expected)));
        }
        assertThat(reply(end(transaction(state, 5, -1), 4, true, ZERO))).isEqualTo(refused(TxnRefusal.FENCED));
    }

    @Test
    void theLastEpochEndsWithAnotherProducerIdAndTheEndMayBeRetried() {
        Transaction open = transaction(TxnState.ONGOING, Short.MAX_VALUE - 1, 0);
        TxnDecision decision = end(open, Short.MAX_VALUE - 1, true, TWO);
        assertThat(reply(decision)).isEqualTo(done(100, 0));
        Transaction completed = next(decision).completed(NOW);
        assertThat(completed.producer().id()).isEqualTo(100);
        assertThat(reply(end(completed, Short.MAX_VALUE - 1, true, TWO))).isEqualTo(done(100, 0));
    }

    @Test
    void aProducerWhoseTimeRanOutMayAbortAndNotCommit() {
        Transaction aborted = EndRules.fenced(transaction(TxnState.ONGOING, 5, -1), NOW).completed(NOW);
        assertThat(aborted.state()).isEqualTo(TxnState.COMPLETE_ABORT);
        assertThat(reply(end(aborted, 5, true, TWO))).isEqualTo(refused(TxnRefusal.WRONG_STATE));
        assertThat(reply(end(aborted, 5, false, TWO))).isEqualTo(done(7, 6));
        for (boolean commit : new boolean[] {true, false}) {
            assertThat(reply(end(aborted, 5, commit, ZERO))).isEqualTo(refused(TxnRefusal.FENCED));
        }
    }

    @Test
    void factsComeBackFromTheirRecords() {
        for (TxnState state : TxnState.values()) {
            Transaction fact = new Transaction("tränsaction", new TxnProducer(9, (short) 4, (short) -1, 8, 10), 1234,
                    state, state == TxnState.EMPTY ? Collections.emptySortedSet()
                            : new TreeSet<>(Set.of(P0, new TxnPartition("orders", 3), new TxnPartition("a", 200))),
                    new Transaction.Times(5, 6), TWO);
            byte[] key = TransactionRecords.key(fact.transactionalId());
            byte[] value = TransactionRecords.value(fact);
            assertThat(TransactionRecords.transactionalId(ByteBuffer.wrap(key))).isEqualTo("tränsaction");
            assertThat(TransactionRecords.transaction("tränsaction", ByteBuffer.wrap(value))).isEqualTo(fact);
        }
    }
}
