package io.volok.server.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.shard.ManualShard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The memory for unfinished contents: bounded in sum, and never a standstill. */
class ContentBudgetTest {

    private final ManualShard shard = new ManualShard(0);
    private final ContentBudget budget = new ContentBudget(shard, 100);
    private final List<String> events = new ArrayList<>();
    private boolean alarm;

    private ContentBudget.Claim claim(String name) {
        return budget.claim(new ContentBudget.Waiter() {
            @Override
            public void waitForRoom(boolean wait) {
                events.add(name + (wait ? " waits" : " goes on"));
            }

            @Override
            public boolean isRead() {
                return !alarm;
            }

            @Override
            public void giveUp() {
                events.add(name + " is given up");
            }
        });
    }

    private List<String> events() {
        List<String> seen = List.copyOf(events);
        events.clear();
        return seen;
    }

    @Test
    void oneGoesOnWhereThereIsNoRoomForAll() {
        ContentBudget.Claim a = claim("a");
        ContentBudget.Claim b = claim("b");
        ContentBudget.Claim c = claim("c");
        a.hold(40);
        b.hold(40);
        assertThat(events()).isEmpty();
        c.hold(40);
        assertThat(events()).as("c leads").isEmpty();
        a.hold(1);
        b.hold(1);
        a.hold(1);
        assertThat(events()).containsExactly("a waits", "b waits");
        c.hold(20);
        c.release(60);
        assertThat(events()).as("there is room again").containsExactly("a goes on", "b goes on");
        assertThat(budget.heldBytes()).isEqualTo(83);
    }

    @Test
    void theLeadIsPassedOn() {
        ContentBudget.Claim a = claim("a");
        ContentBudget.Claim b = claim("b");
        ContentBudget.Claim c = claim("c");
        a.hold(110);
        b.hold(110);
        c.hold(10);
        assertThat(events()).containsExactly("b waits", "c waits");
        a.release(110);
        assertThat(events()).containsExactly("b goes on");
        b.end();
        assertThat(events()).containsExactly("c goes on");
        b.release(110);
        c.release(10);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void aLeaderThatDoesNothingIsGivenUp() {
        ContentBudget.Claim a = claim("a");
        a.hold(110);
        shard.advance(ContentBudget.PATIENCE_MS - 1);
        a.hold(1);
        shard.advance(1);
        assertThat(events()).isEmpty();
        shard.advance(ContentBudget.PATIENCE_MS);
        assertThat(events()).containsExactly("a is given up");
    }

    @Test
    void aLeaderThatHasToWaitForSomethingElseIsNotGivenUp() {
        alarm = true;
        ContentBudget.Claim a = claim("a");
        a.hold(110);
        for (int i = 0; i < 3; i++) {
            shard.advance(ContentBudget.PATIENCE_MS);
        }
        alarm = false;
        shard.advance(ContentBudget.PATIENCE_MS);
        assertThat(events()).as("it has just been read again").isEmpty();
        shard.advance(ContentBudget.PATIENCE_MS);
        assertThat(events()).containsExactly("a is given up");
    }

    @Test
    void roomIsKeptOnlyUpToALimit() {
        ContentBudget.Claim a = claim("a");
        assertThat(a.keep(40)).isTrue();
        assertThat(a.keep(20)).isFalse();
        a.giveBack(40);
        assertThat(a.keep(50)).isTrue();
    }

    @Test
    void transactionsAreRefusedWhatIsTooMuchForTheirConnectionOrForAll() {
        ContentBudget.Claim a = claim("a");
        ContentBudget.Claim b = claim("b");
        ContentBudget.Claim c = claim("c");
        assertThat(a.uncommitted(50)).isTrue();
        assertThat(a.uncommitted(1)).as("half is for others").isFalse();
        assertThat(b.uncommitted(40)).isTrue();
        assertThat(c.uncommitted(11)).as("there is none left").isFalse();
        a.committed(50);
        assertThat(c.uncommitted(11)).isTrue();
        assertThat(events()).as("nobody waits").isEmpty();
    }
}
