package io.volok.broker.vhost;

import static io.volok.broker.vhost.World.done;
import static io.volok.broker.vhost.World.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.Outcome;
import io.volok.broker.access.AccessRules;
import io.volok.broker.access.Grants;
import io.volok.broker.access.Permissions;
import io.volok.broker.access.TopicPermissions;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import org.junit.jupiter.api.Test;

/** Declarations and deletions, with the words that clients see. */
class DeclareTest {

    private final World world = new World();
    private final Object connection = new Object();
    private final Caller me = new Caller(null, connection);

    private Outcome<Exchange> declareExchange(String name, String type, FieldTable arguments) {
        return world.vhost.declareExchange(new ExchangeSpec(name, type, true, false, false, arguments), me);
    }

    private Outcome<QueueStatus> declareQueue(String name, FieldTable arguments) {
        return world.vhost.declareQueue(new QueueDeclaration(name, true, false, false, arguments), me);
    }

    private static FieldTable args(String name, String value) {
        return FieldTable.builder().add(name, value).build();
    }

    private static FieldTable args(String name, long value) {
        return FieldTable.builder().add(name, value).build();
    }

    @Test
    void secondDeclarationMustAgree() {
        declareExchange("x", "direct", FieldTable.EMPTY);
        assertThat(refused(declareExchange("x", "fanout", FieldTable.EMPTY))).isEqualTo("PreconditionFailed: "
                + "inequivalent arg 'type' for exchange 'x' in vhost '/': received 'fanout' but current is 'direct'");
        assertThat(refused(world.vhost.declareExchange(new ExchangeSpec("x", "direct", false, false, false,
                FieldTable.EMPTY), me))).endsWith("inequivalent arg 'durable' for exchange 'x' in vhost '/': "
                + "received 'false' but current is 'true'");
        assertThat(refused(declareExchange("x", "direct", args("alternate-exchange", "y")))).endsWith(
                "inequivalent arg 'alternate-exchange' for exchange 'x' in vhost '/': "
                + "received the value 'y' of type 'longstr' but current is none");
        assertThat(refused(declareExchange("x", "direct", args("whatever", "y")))).isEqualTo("done");
    }

    @Test
    void secondDeclarationOfAQueueMustAgree() {
        declareQueue("q", args("x-message-ttl", 1000));
        assertThat(refused(declareQueue("q", FieldTable.EMPTY))).isEqualTo("PreconditionFailed: inequivalent arg "
                + "'x-message-ttl' for queue 'q' in vhost '/': received none but current is the value '1000' of type "
                + "'long'");
        assertThat(refused(declareQueue("q", args("x-message-ttl", 2000)))).endsWith("received '2000' but current is "
                + "'1000'");
        assertThat(refused(declareQueue("q", FieldTable.of("x-message-ttl", new FieldValue.Int32(1000)))))
                .isEqualTo("done");
        assertThat(refused(world.vhost.declareQueue(new QueueDeclaration("q", false, false, false, FieldTable.EMPTY),
                me))).endsWith("inequivalent arg 'durable' for queue 'q' in vhost '/': received 'false' but current is "
                + "'true'");
        assertThat(refused(declareQueue("q", FieldTable.builder().add("x-message-ttl", 1000).add("x-nobody", "knows")
                .add("x-queue-type", "classic").build()))).isEqualTo("done");
    }

    @Test
    void exclusiveQueuesBelongToTheirConnection() {
        Caller other = new Caller(null, new Object());
        QueueDeclaration exclusive = new QueueDeclaration("q", true, true, false, FieldTable.EMPTY);
        done(world.vhost.declareQueue(exclusive, me));
        String locked = "ResourceLocked: cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be "
                + "originally declared on another connection or the exclusive property value does not match that of the "
                + "original declaration.";
        assertThat(refused(world.vhost.declareQueue(exclusive, other))).isEqualTo(locked);
        assertThat(refused(world.vhost.declareQueue(QueueDeclaration.durable("q"), me))).isEqualTo(locked);
        assertThat(refused(world.vhost.checkQueue("q", other))).isEqualTo(locked);
        assertThat(refused(world.vhost.purgeQueue("q", other))).isEqualTo(locked);
        assertThat(refused(world.vhost.deleteQueue("q", false, false, other))).isEqualTo(locked);
        assertThat(refused(world.vhost.declareQueue(exclusive, me))).isEqualTo("done");
        world.vhost.connectionClosed(connection);
        assertThat(world.vhost.queue("q")).isNull();
    }

    @Test
    void reservedNamesAndTheDefaultExchangeAreProtected() {
        assertThat(refused(declareExchange("amq.mine", "direct", FieldTable.EMPTY))).isEqualTo(
                "AccessRefused: exchange name 'amq.mine' contains reserved prefix 'amq.*'");
        assertThat(refused(declareQueue("amq.mine", FieldTable.EMPTY))).isEqualTo(
                "AccessRefused: queue name 'amq.mine' contains reserved prefix 'amq.*'");
        assertThat(refused(declareExchange("amq.direct", "direct", FieldTable.EMPTY))).isEqualTo("done");
        assertThat(refused(declareExchange("", "direct", FieldTable.EMPTY))).isEqualTo(
                "AccessRefused: operation not permitted on the default exchange");
        assertThat(refused(world.vhost.deleteExchange("amq.topic", false, me))).isEqualTo(
                "AccessRefused: deletion of system exchange 'amq.topic' in vhost '/' not allowed");
        assertThat(refused(world.vhost.openExchange("amq.rabbitmq.trace", null))).isEqualTo(
                "AccessRefused: cannot publish to internal exchange 'amq.rabbitmq.trace' in vhost '/'");
    }

    @Test
    void missingThingsAreNamed() {
        assertThat(refused(world.vhost.checkExchange("x", me))).isEqualTo("NotFound: no exchange 'x' in vhost '/'");
        assertThat(refused(world.vhost.checkQueue("q", me))).isEqualTo("NotFound: no queue 'q' in vhost '/'");
        assertThat(refused(world.vhost.openExchange("x", null))).isEqualTo("NotFound: no exchange 'x' in vhost '/'");
        assertThat(refused(world.vhost.bind(new Binding("amq.direct", Destination.queue("q"), "", FieldTable.EMPTY),
                me))).isEqualTo("NotFound: no queue 'q' in vhost '/'");
        assertThat(done(world.vhost.deleteQueue("q", false, false, me))).isZero();
        assertThat(done(world.vhost.deleteExchange("x", false, me))).isFalse();
        assertThat(done(world.vhost.unbind(new Binding("x", Destination.queue("q"), "", FieldTable.EMPTY), me))).isFalse();
    }

    @Test
    void badTypesAndArgumentsAreRefused() {
        assertThat(refused(declareExchange("x", "nosuch", FieldTable.EMPTY))).isEqualTo(
                "PreconditionFailed: unknown exchange type 'nosuch'");
        assertThat(refused(declareExchange("x", "direct", args("alternate-exchange", 1)))).isEqualTo(
                "PreconditionFailed: invalid type 'long' for arg 'alternate-exchange' in exchange 'x' in vhost '/'");
        String invalid = "PreconditionFailed: invalid arg '%s' for queue 'q' in vhost '/': %s";
        assertThat(refused(declareQueue("q", args("x-message-ttl", -1)))).isEqualTo(
                invalid.formatted("x-message-ttl", "{value_negative,-1}"));
        assertThat(refused(declareQueue("q", args("x-expires", 0)))).isEqualTo(
                invalid.formatted("x-expires", "{value_zero,0}"));
        FieldTable long11Years = FieldTable.builder().add("x-expires", 11L * 365 * 86_400_000).build();
        assertThat(refused(declareQueue("q", long11Years))).isEqualTo(
                invalid.formatted("x-expires", "{value_too_large,346896000000}"));
        FieldTable filter = FieldTable.builder().add("x-queue-type", "stream").add("x-stream-filter-size-bytes", 15).build();
        assertThat(refused(declareQueue("q", filter))).isEqualTo(
                "PreconditionFailed: Invalid value for x-stream-filter-size-bytes");
        assertThat(refused(declareQueue("q", args("x-max-length", "many")))).isEqualTo(
                invalid.formatted("x-max-length", "\"expected integer, got longstr\""));
        assertThat(refused(declareQueue("q", args("x-max-priority", 256)))).isEqualTo(
                invalid.formatted("x-max-priority", "{max_value_exceeded,256}"));
        assertThat(refused(declareQueue("q", args("x-overflow", "explode")))).isEqualTo(
                invalid.formatted("x-overflow", "invalid_overflow"));
        assertThat(refused(declareQueue("q", args("x-dead-letter-routing-key", "k")))).isEqualTo(
                invalid.formatted("x-dead-letter-routing-key", "routing_key_but_no_dlx_defined"));
        assertThat(refused(declareQueue("q", args("x-queue-type", "heap")))).isEqualTo(
                invalid.formatted("x-queue-type", "\"unsupported queue type 'heap'\""));
        assertThat(world.vhost.queue("q")).as("406 creates nothing").isNull();
    }

    @Test
    void argumentsOfOtherTypesAreRefused() {
        FieldTable quorum = FieldTable.builder().add("x-queue-type", "quorum").add("x-max-priority", 5).build();
        assertThat(refused(declareQueue("q", quorum))).isEqualTo("PreconditionFailed: invalid arg 'x-max-priority' for "
                + "queue 'q' in vhost '/' of queue type rabbit_quorum_queue");
        assertThat(refused(world.vhost.declareQueue(new QueueDeclaration("q", false, false, false,
                args("x-queue-type", "quorum")), me))).isEqualTo("PreconditionFailed: invalid property 'non-durable' for "
                + "queue 'q' in vhost '/'");
        assertThat(refused(world.vhost.declareQueue(new QueueDeclaration("q", true, true, false,
                args("x-queue-type", "stream")), me))).endsWith("invalid property 'exclusive-owner' for queue 'q' in "
                + "vhost '/'");
    }

    @Test
    void serverNamesQueues() {
        QueueStatus status = done(world.vhost.declareQueue(new QueueDeclaration("", false, true, true,
                FieldTable.EMPTY), me));
        assertThat(status.name()).startsWith("amq.gen-").hasSize(30);
        assertThat(refused(world.vhost.declareQueue(new QueueDeclaration("", true, false, false,
                args("x-queue-type", "quorum")), me))).isEqualTo("PreconditionFailed: Cannot declare a server-named queue "
                + "for type rabbit_quorum_queue");
    }

    @Test
    void lineBreaksInNamesAreDropped() {
        assertThat(done(declareQueue("a\r\nb", FieldTable.EMPTY)).name()).isEqualTo("ab");
        assertThat(refused(world.vhost.checkQueue("a\nb", me))).isEqualTo("done");
    }

    @Test
    void deleteConditionsAreKept() {
        world.exchange("x", "fanout");
        world.queue("q");
        world.bind("x", "q", "");
        assertThat(refused(world.vhost.deleteExchange("x", true, me))).isEqualTo(
                "PreconditionFailed: exchange 'x' in vhost '/' in use");
        world.publish("x", "", "m");
        world.shard.run();
        assertThat(refused(world.vhost.deleteQueue("q", false, true, me))).isEqualTo(
                "PreconditionFailed: queue 'q' in vhost '/' not empty");
        assertThat(done(world.vhost.deleteQueue("q", false, false, me))).isEqualTo(1);
        assertThat(refused(world.vhost.deleteExchange("x", true, me))).isEqualTo("done");
    }

    @Test
    void autoDeleteExchangesGoWithTheirLastBindingOneAfterTheOther() {
        for (String name : new String[] {"x", "y"}) {
            done(world.vhost.declareExchange(new ExchangeSpec(name, "fanout", true, true, false, FieldTable.EMPTY), me));
        }
        world.queue("q");
        world.bindExchange("x", "y", "");
        world.bind("y", "q", "");
        done(world.vhost.deleteQueue("q", false, false, me));
        assertThat(world.vhost.exchange("y")).isNull();
        assertThat(world.vhost.exchange("x")).isNull();
    }

    @Test
    void orderOfBindingArgumentsDoesNotMatter() {
        world.queue("q");
        FieldTable one = FieldTable.builder().add("a", 1).add("b", 2).build();
        FieldTable same = FieldTable.builder().add("b", 2).add("a", 1).build();
        assertThat(done(world.vhost.bind(new Binding("amq.headers", Destination.queue("q"), "", one), me))).isTrue();
        assertThat(done(world.vhost.bind(new Binding("amq.headers", Destination.queue("q"), "", same), me))).isFalse();
        assertThat(done(world.vhost.unbind(new Binding("amq.headers", Destination.queue("q"), "", same), me))).isTrue();
    }

    @Test
    void queueLimitIsKept() {
        world.vhost.configure(new VhostSettings(null, new VhostLimits(-1, 1)));
        declareQueue("a", FieldTable.EMPTY);
        assertThat(refused(declareQueue("b", FieldTable.EMPTY))).isEqualTo(
                "PreconditionFailed: cannot declare queue 'b': queue limit in vhost '/' (1) is reached");
        assertThat(refused(declareQueue("a", FieldTable.EMPTY))).isEqualTo("done");
    }

    @Test
    void defaultQueueTypeFillsAMissingOne() {
        world.vhost.configure(new VhostSettings("quorum", VhostLimits.NONE));
        declareQueue("a", FieldTable.EMPTY);
        assertThat(world.vhost.queue("a").type().wireName()).isEqualTo("quorum");
        assertThat(refused(declareQueue("a", FieldTable.EMPTY))).isEqualTo("done");
        done(world.vhost.declareQueue(new QueueDeclaration("b", false, true, false, FieldTable.EMPTY), me));
        assertThat(world.vhost.queue("b").type().wireName()).isEqualTo("classic");
    }

    @Test
    void permissionsAreCheckedInOrder() {
        AccessRules rules = new AccessRules() {
            @Override
            public Permissions permissions(String vhost, String user) {
                return Permissions.of("^mine-", "^mine-", "^mine-|^amq\\.topic$");
            }

            @Override
            public TopicPermissions topicPermissions(String vhost, String user, String exchange) {
                return exchange.equals("amq.topic") ? new TopicPermissions("^{username}\\.", "^news\\.") : null;
            }
        };
        Grants grants = new Grants("ann", "/", () -> rules);
        Caller ann = new Caller(grants, connection);
        assertThat(refused(world.vhost.declareQueue(QueueDeclaration.durable("theirs"), ann))).isEqualTo(
                "AccessRefused: configure access to queue 'theirs' in vhost '/' refused for user 'ann'");
        assertThat(refused(world.vhost.declareQueue(new QueueDeclaration("mine-q", true, false, false,
                args("x-dead-letter-exchange", "theirs")), ann))).isEqualTo(
                "AccessRefused: write access to exchange 'theirs' in vhost '/' refused for user 'ann'");
        done(world.vhost.declareQueue(QueueDeclaration.durable("mine-q"), ann));
        assertThat(refused(world.vhost.openExchange("", grants))).isEqualTo(
                "AccessRefused: write access to exchange 'amq.default' in vhost '/' refused for user 'ann'");
        assertThat(refused(world.vhost.bind(new Binding("amq.topic", Destination.queue("mine-q"), "weather.x",
                FieldTable.EMPTY), ann))).isEqualTo("AccessRefused: read access to topic 'weather.x' in exchange "
                + "'amq.topic' in vhost '/' refused for user 'ann'");
        done(world.vhost.bind(new Binding("amq.topic", Destination.queue("mine-q"), "news.x", FieldTable.EMPTY), ann));
        assertThat(refused(world.vhost.bind(new Binding("amq.direct", Destination.queue("mine-q"), "k",
                FieldTable.EMPTY), ann))).isEqualTo(
                "AccessRefused: read access to exchange 'amq.direct' in vhost '/' refused for user 'ann'");
    }
}
