package io.volok.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.testkit.history.Event.Isolation;
import io.volok.testkit.history.Event.Outcome;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing proves nothing: each one is shown a sound history and one with a planted violation. */
class CheckersTest {

    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);

    private final History history = new History();

    /** One plain value, one committed transaction over both partitions, one aborted, one of unknown outcome. */
    private void soundHistory() {
        write("", P0, 0, "plain");
        write("tx1", P0, 1, "a0");
        write("tx1", P1, 0, "a1");
        add(new Event.Ended("tx1", Outcome.COMMITTED));
        write("tx2", P0, 3, "b0");
        add(new Event.Ended("tx2", Outcome.ABORTED));
        write("tx3", P1, 2, "c1");
        add(new Event.Ended("tx3", Outcome.UNKNOWN));
        add(new Event.Owned("g", "g-1", P0, 0));
        add(new Event.Positioned("g-1", P0, 0));
        poll("g-1", P0, 0, "plain");
        poll("g-1", P0, 1, "a0");
        add(new Event.Committed("g", P0, 2));
        add(new Event.Released("g", "g-1", P0));
        add(new Event.Owned("g", "g-2", P0, 2));
        poll("g-2", P1, 0, "a1");
        everything(P0, 0, "plain", true);
        everything(P0, 1, "a0", true);
        everything(P0, 3, "b0", false);
        everything(P1, 0, "a1", true);
        everything(P1, 2, "c1", false);
    }

    @Test
    void aSoundHistoryHasNoViolation() {
        soundHistory();
        for (Checker checker : Checker.always()) {
            assertThat(checker.violations(history)).as(checker.getClass().getSimpleName()).isEmpty();
        }
        assertThat(new GroupCoverage("g-", "t").violations(history)).isEmpty();
    }

    @Test
    void anAcknowledgedWriteThatIsGoneIsFound() {
        soundHistory();
        write("", P1, 3, "gone");
        found(new LostWrites(), "lost");
    }

    @Test
    void anAcknowledgedWriteThatStandsElsewhereIsFound() {
        soundHistory();
        write("", P1, 3, "moved");
        everything(P1, 4, "moved", true);
        found(new LostWrites(), "lost");
    }

    @Test
    void aCommittedWriteThatIsHiddenIsFound() {
        soundHistory();
        write("tx4", P1, 3, "hidden");
        add(new Event.Ended("tx4", Outcome.COMMITTED));
        everything(P1, 3, "hidden", false);
        found(new LostWrites(), "hidden");
    }

    @Test
    void aReadOfAnAbortedTransactionIsFound() {
        soundHistory();
        poll("r", P0, 3, "b0");
        found(new AbortedReads(), "aborted, and read");
    }

    @Test
    void aReadOfATransactionThatNobodyEndedIsFound() {
        write("tx", P0, 0, "open");
        poll("r", P0, 0, "open");
        found(new AbortedReads(), "aborted, and read");
    }

    @Test
    void anInventedValueIsFound() {
        soundHistory();
        poll("r", P0, 9, "from nowhere");
        found(new AbortedReads(), "invented");
    }

    @Test
    void aPollThatGoesBackIsFound() {
        poll("r", P0, 4, "x");
        poll("r", P1, 1, "other partition");
        poll("r", P0, 4, "x");
        found(new MonotonicPolls(), "back behind 5");
    }

    @Test
    void aReaderThatWasMovedMayGoBackAndNotFurther() {
        poll("r", P0, 4, "x");
        add(new Event.Positioned("r", P0, 2));
        poll("r", P0, 2, "w");
        assertThat(new MonotonicPolls().violations(history)).isEmpty();
        add(new Event.Positioned("r", P0, 2));
        poll("r", P0, 1, "v");
        found(new MonotonicPolls(), "back behind 2");
    }

    @Test
    void anOffsetWithTwoValuesIsFound() {
        poll("r", P0, 4, "x");
        poll("s", P0, 4, "y");
        found(new OneValuePerOffset(), "somebody saw x");
    }

    @Test
    void aDuplicateIsFound() {
        soundHistory();
        everything(P0, 4, "plain", true);
        found(new Duplicates(), "plain stands twice");
    }

    @Test
    void recordsInTheWrongOrderAreFound() {
        write("", P0, 1, "first");
        write("", P0, 0, "second");
        everything(P0, 0, "second", true);
        everything(P0, 1, "first", true);
        found(new SendOrder(), "first stands behind second");
    }

    @Test
    void aTransactionOfWhichAPartCountsIsFound() {
        soundHistory();
        write("tx4", P0, 5, "half");
        write("tx4", P1, 5, "other half");
        add(new Event.Ended("tx4", Outcome.UNKNOWN));
        everything(P0, 5, "half", true);
        found(new AtomicTransactions(), "1 of 2 count");
    }

    @Test
    void anAcknowledgedCommitThatDoesNotCountIsFound() {
        write("tx", P0, 0, "void");
        add(new Event.Ended("tx", Outcome.COMMITTED));
        everything(P0, 0, "void", false);
        found(new AtomicTransactions(), "0 of 1 count");
    }

    @Test
    void anAbortThatCountsIsFound() {
        write("tx", P0, 0, "zombie");
        everything(P0, 0, "zombie", true);
        found(new AtomicTransactions(), "ABORTED, but 1 of 1 count");
    }

    @Test
    void aSkippedRecordIsFound() {
        soundHistory();
        poll("r", P0, 0, "plain");
        poll("r", P0, 3, "b0");
        found(new SkippedRecords(), "skipped 1 from 1=a0");
    }

    @Test
    void aRecordSkippedBehindTheStartIsFound() {
        soundHistory();
        add(new Event.Positioned("r", P0, 0));
        poll("r", P0, 1, "a0");
        found(new SkippedRecords(), "skipped 1 from 0=plain");
    }

    @Test
    void whatIsNotSeenByTheIsolationIsNotSkipped() {
        soundHistory();
        write("", P0, 5, "later");
        everything(P0, 5, "later", true);
        poll("r", P0, 1, "a0");
        poll("r", P0, 5, "later");
        assertThat(new SkippedRecords().violations(history)).isEmpty();
        add(new Event.Polled("u", Isolation.UNCOMMITTED, P0, 1, "a0"));
        add(new Event.Polled("u", Isolation.UNCOMMITTED, P0, 5, "later"));
        found(new SkippedRecords(), "skipped 1 from 3=b0");
    }

    @Test
    void aMemberThatStartsBeforeTheCommittedOffsetIsFound() {
        soundHistory();
        add(new Event.Released("g", "g-2", P0));
        add(new Event.Owned("g", "g-3", P0, 1));
        found(new CommittedProgress(), "though 2 was committed");
    }

    @Test
    void twoOwnersAtOnceAreFound() {
        soundHistory();
        add(new Event.Owned("g", "g-3", P0, 2));
        found(new ExclusiveOwners(), "while it is with g-2");
    }

    @Test
    void aRecordThatAGroupNeverReadIsFound() {
        soundHistory();
        write("", P0, 5, "missed");
        everything(P0, 5, "missed", true);
        found(new GroupCoverage("g-", "t"), "never read missed");
    }

    @Test
    void missingAndDoubleResultsAreFound() {
        TopicPartition in = new TopicPartition("in", 0);
        TopicPartition out = new TopicPartition("out", 0);
        everything(in, 0, "1", true);
        everything(in, 1, "2", true);
        everything(out, 0, "r1", true);
        everything(out, 1, "r1", true);
        Checker checker = new ExactlyOnce("in", "out", value -> value.substring(1));
        assertThat(checker.violations(history)).containsExactlyInAnyOrder("1 has 2 results", "2 has 0 results");
    }

    private void add(Event event) {
        history.add(event);
    }

    private void write(String transaction, TopicPartition partition, long offset, String value) {
        add(new Event.Sent("p", transaction, partition, value));
        add(new Event.Acknowledged(partition, offset, value));
    }

    private void poll(String reader, TopicPartition partition, long offset, String value) {
        add(new Event.Polled(reader, Isolation.COMMITTED, partition, offset, value));
    }

    private void everything(TopicPartition partition, long offset, String value, boolean counts) {
        add(new Event.Polled(History.FINAL_UNCOMMITTED, Isolation.UNCOMMITTED, partition, offset, value));
        if (counts) {
            add(new Event.Polled(History.FINAL_COMMITTED, Isolation.COMMITTED, partition, offset, value));
        }
    }

    private void found(Checker checker, String text) {
        assertThat(checker.violations(history)).singleElement().asString().contains(text);
    }
}
