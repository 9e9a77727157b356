package io.volok.broker.vhost;

import static io.volok.broker.vhost.World.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.access.NamePattern;
import io.volok.broker.policy.ApplyTo;
import io.volok.broker.policy.Policy;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.Overflow;
import io.volok.broker.queue.QueueSettings;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.table.FieldTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Policies while they change, dead letters through exchanges, definitions, and the end of a virtual host. */
class PoliciesAndDeadLettersTest {

    private final World world = new World();

    private static PolicySet policy(ApplyTo applyTo, FieldTable definition) {
        return new PolicySet(List.of(new Policy("p", NamePattern.of("^a"), applyTo, 0, definition)), List.of());
    }

    private QueueSettings settings(String queue) {
        return ((OrdinaryQueue) world.vhost.queue(queue)).queue().settings();
    }

    @Test
    void policiesComeAndGoOnLiveQueues() {
        world.queue("a1", FieldTable.builder().add("x-max-length", 10).add("x-overflow", "drop-head").build());
        world.queue("b1");
        world.vhost.policies(policy(ApplyTo.QUEUES, FieldTable.builder().add("max-length", 3).add("message-ttl", 50)
                .add("overflow", "reject-publish").add("dead-letter-exchange", "dlx").build()));
        world.queue("a2");
        assertThat(settings("a1").limits().maxLength()).as("the smaller of argument and policy").isEqualTo(3);
        assertThat(settings("a1").limits().overflow()).as("the argument").isEqualTo(Overflow.DROP_HEAD);
        assertThat(settings("a1").deadLettering().exchange()).isEqualTo("dlx");
        assertThat(settings("a2").expiry().messageTtlMs()).isEqualTo(50);
        assertThat(world.vhost.queue("a2").policy().policy()).isEqualTo("p");
        assertThat(settings("b1")).isEqualTo(QueueSettings.DEFAULT);
        world.vhost.policies(PolicySet.EMPTY);
        assertThat(settings("a1").limits().maxLength()).isEqualTo(10);
        assertThat(settings("a2")).isEqualTo(QueueSettings.DEFAULT);
        assertThat(world.vhost.queue("a2").policy().policy()).isNull();
    }

    @Test
    void policyCutsAQueueThatIsTooLong() {
        world.queue("a");
        for (int i = 0; i < 5; i++) {
            world.publish("", "a", "m" + i);
        }
        world.shard.run();
        world.vhost.policies(policy(ApplyTo.QUEUES, FieldTable.builder().add("max-length", 2).build()));
        assertThat(world.drain("a")).containsExactly("m3", "m4");
    }

    @Test
    void alternateExchangeByPolicyCountsAtOnceAlsoForKnownRoutes() {
        world.exchange("a", "direct");
        world.exchange("rest", "fanout");
        world.queue("q");
        world.bind("rest", "q", "");
        assertThat(world.publish("a", "k", "1")).isZero();
        world.vhost.policies(policy(ApplyTo.EXCHANGES, FieldTable.builder().add("alternate-exchange", "rest").build()));
        assertThat(world.publish("a", "k", "2")).isEqualTo(1);
        world.vhost.policies(PolicySet.EMPTY);
        assertThat(world.publish("a", "k", "3")).isZero();
        assertThat(world.drain("q")).containsExactly("2");
    }

    @Test
    void streamsFollowPoliciesToo() {
        world.queue("a", FieldTable.builder().add("x-queue-type", "stream").add("x-max-age", "7D").build());
        world.vhost.policies(policy(ApplyTo.STREAMS, FieldTable.builder().add("max-length-bytes", 1000).build()));
        assertThat(world.topics.get("a").settings).isEqualTo(new StreamSettings(7 * 86_400_000L, 1000, -1));
    }

    @Test
    void deadLettersTakeTheWayOfTheirExchange() {
        world.exchange("dlx", "topic");
        world.queue("dead");
        world.bind("dlx", "dead", "late.#");
        world.queue("q", FieldTable.builder().add("x-message-ttl", 100).add("x-dead-letter-exchange", "dlx")
                .add("x-dead-letter-routing-key", "late.m").build());
        world.publish("", "q", "m");
        world.shard.run();
        world.shard.advance(100);
        World.Received dead = world.drainMessages("dead").getFirst();
        assertThat(dead.routingKey()).isEqualTo("late.m");
        assertThat(dead.exchange()).isEqualTo("dlx");
        assertThat(dead.headers().contains("x-death")).isTrue();
    }

    @Test
    void aCycleIsJudgedForEachTarget() {
        world.exchange("dlx", "fanout");
        world.queue("q", FieldTable.builder().add("x-message-ttl", 100).add("x-dead-letter-exchange", "dlx").build());
        world.queue("other");
        world.bind("dlx", "q", "");
        world.bind("dlx", "other", "");
        world.publish("", "q", "m");
        world.shard.run();
        world.shard.advance(1_000);
        assertThat(world.drain("other")).as("the target that closes no cycle gets it").containsExactly("m");
        assertThat(world.ready("q")).as("the one that does is left out").isZero();
    }

    @Test
    void deadLettersCanBeDelayed() {
        world.exchange("dlx", "x-delayed-message", FieldTable.builder().add("x-delayed-type", "fanout").build());
        world.queue("dead");
        world.bind("dlx", "dead", "");
        world.queue("q", FieldTable.builder().add("x-message-ttl", 100).add("x-dead-letter-exchange", "dlx").build());
        world.publish("", "q", "m", FieldTable.builder().add("x-delay", 5_000).build());
        world.shard.run();
        world.shard.advance(5_000);
        assertThat(world.ready("dead")).isZero();
        world.shard.advance(100);
        assertThat(world.drain("dead")).containsExactly("m");
    }

    @Test
    void definitionsMoveATopology() {
        world.exchange("x", "topic", FieldTable.builder().add("alternate-exchange", "amq.fanout").build());
        world.exchange("y", "headers");
        world.queue("q", FieldTable.builder().add("x-max-length", 5).build());
        done(world.vhost.declareQueue(new QueueDeclaration("mine", false, true, false, FieldTable.EMPTY),
                new Caller(null, this)));
        world.bind("x", "q", "a.#");
        done(world.vhost.bind(new Binding("x", Destination.queue("mine"), "b", FieldTable.EMPTY),
                new Caller(null, this)));
        world.bindExchange("x", "y", "c");
        VhostDefinitions definitions = world.vhost.definitions();
        World other = new World();
        assertThat(other.vhost.load(definitions)).isEmpty();
        assertThat(other.vhost.definitions()).isEqualTo(definitions);
        assertThat(other.vhost.queue("mine")).isNull();
        assertThat(other.vhost.load(definitions)).as("again").isEmpty();
    }

    @Test
    void deletedVirtualHostLeavesNothing() {
        world.exchange("x", "x-delayed-message", FieldTable.builder().add("x-delayed-type", "fanout").build());
        world.queue("q");
        world.publish("", "q", "m");
        world.publish("x", "", "later", FieldTable.builder().add("x-delay", 5_000).build());
        Caller caller = new Caller(null, this);
        done(world.vhost.declareQueue(new QueueDeclaration("mine", false, true, false, FieldTable.EMPTY), caller));
        world.shard.run();
        world.publish("", "q", "unwritten");
        world.publish("x", "", "unwritten", FieldTable.builder().add("x-delay", 5_000).build());
        world.vhost.delete();
        world.vhost.connectionClosed(this);
        world.publish("x", "", "after the end", FieldTable.builder().add("x-delay", 5_000).build());
        world.shard.advance(10_000);
        for (String kind : List.of("vhosts/%2F", "vhosts/%2F/queues", "vhosts/%2F/delayed")) {
            assertThat(world.store.logs(kind)).as(kind).isEmpty();
        }
    }
}
