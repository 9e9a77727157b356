package io.volok.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.message.Settlement;
import io.volok.broker.queue.Delivery;
import io.volok.codec.table.FieldTable;
import io.volok.log.Durability;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.memory.MemorySegmentStore.Crash;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a transaction costs, and what one that does not fit into memory at once does. */
class CommitTest {

    private final CommitRig rig = new CommitRig(1, Durability.OS);
    private int accepted;

    private final Settlement told = new Settlement() {

        @Override
        public void accepted(long token) {
            accepted++;
        }

        @Override
        public void rejected(long token) {
            throw new AssertionError("nothing is refused here");
        }
    };

    private CommitWork work(Consumer<CommitRig> publishes, List<Delivery> acks) {
        return new CommitWork() {
            @Override
            public boolean publish() {
                publishes.accept(rig);
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
        };
    }

    private boolean noted() {
        rig.shard.run();
        return rig.store.logs("vhosts/%2F").contains(new LogId("vhosts/%2F", "commits"));
    }

    @Test
    void whatOneWriteDoesIsNotNoted() {
        rig.queue("a", FieldTable.EMPTY);
        rig.queue("b", FieldTable.EMPTY);
        rig.vhost.commit(work(to -> {
            to.publish("", "a", "1", told, 0);
            to.publish("", "a", "2", told, 0);
        }, List.of()));
        assertThat(noted()).isFalse();
        Delivery delivery = rig.get("a");
        rig.vhost.commit(work(to -> { }, List.of(delivery)));
        assertThat(noted()).isFalse();
        rig.vhost.commit(work(to -> {
            to.publish("", "a", "3", told, 0);
            to.publish("", "b", "3", told, 0);
        }, List.of()));
        assertThat(noted()).isTrue();
        assertThat(accepted).isEqualTo(4);
    }

    @Test
    void queuesThatWereDeclaredJustBeforeAreThere() {
        rig.queue("a", FieldTable.EMPTY);
        rig.queue("b", FieldTable.EMPTY);
        rig.vhost.commit(work(to -> {
            to.publish("", "a", "1", told, 0);
            to.publish("", "b", "1", told, 0);
        }, List.of()));
        rig.crash(Crash.PROCESS);
        assertThat(rig.drain("a")).containsExactly("1");
        assertThat(rig.drain("b")).containsExactly("1");
    }

    @Test
    void aCommitThatIsVeryLargeIsCutIntoPieces() {
        rig.queue("a", FieldTable.EMPTY);
        rig.queue("b", FieldTable.EMPTY);
        rig.shard.run();
        String large = String.join("", Collections.nCopies(1 << 20, "x"));
        int messages = (int) (Commits.PIECE_BYTES >> 21) + 2; // Each goes to two queues.
        // The note, two shares and the end of the first piece are written, nothing of the second.
        rig.store.faults().failAppendAfter(4, false);
        boolean died = false;
        try {
            rig.vhost.commit(work(to -> {
                for (int i = 0; i < messages; i++) {
                    to.publish("", "a", large, told, 0);
                    to.publish("", "b", large, told, 0);
                }
            }, List.of()));
        } catch (LogFailed failed) {
            died = true;
        }
        assertThat(died).isTrue();
        rig.crash(Crash.PROCESS);
        assertThat(rig.queueOf("a").readyCount()).isEqualTo(rig.queueOf("b").readyCount())
                .isBetween(1L, messages - 1L);
    }
}
