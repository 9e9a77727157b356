package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Delivery;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.log.Durability;
import io.volok.log.store.memory.MemorySegmentStore.Crash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The disk fills at any byte of a transaction: all of it is there or nothing, at once and after a crash. */
class CommitFullDiskTest {

    private static final int STEP = 13;

    private int taken;
    private int refused;

    private final Settlement told = new Settlement() {

        @Override
        public void accepted(long token) {
            taken++;
        }

        @Override
        public void rejected(long token) {
            refused++;
        }
    };

    @Test
    void aCommitThatDoesNotFitIsRefusedAsAWhole() {
        int kept = 0;
        int tried = 0;
        for (int room = 0; kept < 5; room += STEP) {
            kept += fits(room) ? 1 : 0;
            tried++;
        }
        assertThat(tried).isGreaterThan(50);
    }

    private boolean fits(int room) {
        String when = room + " bytes left";
        CommitRig rig = new CommitRig(1, Durability.OS);
        rig.queue("a", FieldTable.EMPTY);
        rig.queue("b", FieldTable.of("x-queue-type", FieldValue.of("quorum")));
        rig.queue("s", FieldTable.of("x-queue-type", FieldValue.of("stream")));
        rig.queue("work", FieldTable.EMPTY);
        rig.delayedExchange("delay", "a");
        rig.publish("", "work", "w0", null, 0);
        for (String queue : List.of("a", "b", "s")) {
            rig.publish("", queue, "before", null, 0); // So that a log has an open segment with something in it.
        }
        rig.shard.run();
        Delivery work = rig.get("work");
        rig.shard.run();
        taken = 0;
        refused = 0;
        rig.store.faults().capacityBytes(rig.store.usedBytes() + room);
        boolean kept = rig.vhost.commit(new Script(rig, List.of(work)));
        rig.shard.run();
        rig.store.faults().capacityBytes(Long.MAX_VALUE);
        assertThat(taken).as(when).isEqualTo(kept ? 4 : 0);
        assertThat(refused).as(when).isEqualTo(kept ? 0 : 4);
        settle(work, kept);
        // Others go on where the commit has been.
        rig.publish("", "a", "after", null, 0);
        rig.publish("", "s", "after", null, 0);
        rig.shard.advance(2_000);
        rig.crash(Crash.PROCESS);
        rig.shard.advance(60_000);
        assertThat(rig.drain("a")).as(when).containsExactly(
                kept ? new String[] {"before", "c", "after", "late"} : new String[] {"before", "after"});
        assertThat(rig.drain("b")).as(when).containsExactlyInAnyOrder(
                kept ? new String[] {"before", "c"} : new String[] {"before"});
        assertThat(rig.stream("s")).as(when).containsExactly(
                kept ? new String[] {"before", "c", "after"} : new String[] {"before", "after"});
        assertThat(rig.drain("work")).as(when).hasSize(kept ? 0 : 1);
        return kept;
    }

    private static void settle(Delivery delivery, boolean kept) {
        if (kept) {
            delivery.queue().ack(delivery);
        } else {
            delivery.queue().requeue(delivery, true);
        }
    }

    private final class Script implements CommitWork {

        private final CommitRig rig;
        private final List<Delivery> acks;

        Script(CommitRig rig, List<Delivery> acks) {
            this.rig = rig;
            this.acks = acks;
        }

        @Override
        public boolean publish() {
            for (String queue : List.of("a", "b", "s")) {
                rig.publish("", queue, "c", told, 0);
            }
            rig.delay("delay", "late", 5_000, told, 0);
            return true;
        }

        @Override
        public List<Delivery> discard() {
            return List.of();
        }

        @Override
        public List<Delivery> acknowledged() {
            return acks;
        }
    }
}
