package io.volok.broker.vhost;

import static io.volok.broker.vhost.World.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.volok.broker.message.Message;
import io.volok.broker.queue.Consumer;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.DeliverySink;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.codec.record.RecordView;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where published messages go. */
class PublishTest {

    private final World world = new World();

    @Test
    void defaultExchangeRoutesToTheQueueOfThatName() {
        world.queue("q");
        assertThat(world.publish("", "q", "m")).isEqualTo(1);
        assertThat(world.publish("", "nobody", "m")).isZero();
        assertThat(world.drain("q")).containsExactly("m");
    }

    @Test
    void directRoutesByKeyAndNotifiesOncePerQueue() {
        world.exchange("x", "direct");
        world.queue("a");
        world.queue("b");
        world.bind("x", "a", "k");
        world.bind("x", "a", "k", FieldTable.of("n", FieldValue.of(1)));
        world.bind("x", "b", "k");
        int destinations = world.publish("x", "k", "m", FieldTable.EMPTY, world, 5);
        world.shard.run();
        assertThat(destinations).isEqualTo(2);
        assertThat(world.accepted).containsExactly(5L, 5L);
        assertThat(world.drain("a")).containsExactly("m");
        assertThat(world.drain("b")).containsExactly("m");
    }

    @Test
    void rememberedRoutesFollowEveryChange() {
        world.exchange("x", "topic");
        world.queue("a");
        world.queue("b");
        world.bind("x", "a", "k.#");
        assertThat(world.publish("x", "k.1", "1")).isEqualTo(1);
        world.bind("x", "b", "*.1");
        assertThat(world.publish("x", "k.1", "2")).isEqualTo(2);
        done(world.vhost.unbind(new Binding("x", Destination.queue("a"), "k.#", FieldTable.EMPTY), Caller.BROKER));
        assertThat(world.publish("x", "k.1", "3")).isEqualTo(1);
        done(world.vhost.deleteQueue("b", false, false, Caller.BROKER));
        assertThat(world.publish("x", "k.1", "4")).isZero();
        assertThat(world.drain("a")).containsExactly("1", "2");
    }

    @Test
    void exchangesThatNobodyPublishesToAnyMoreHoldOnToNoQueueThatIsGone() {
        world.exchange("x", "topic");
        world.exchange("y", "fanout");
        world.bindExchange("x", "y", "#");
        world.queue("a");
        world.bind("y", "a", "");
        world.publish("x", "k", "1");
        world.publish("y", "k", "2");
        Exchange x = world.vhost.exchange("x");
        Exchange y = world.vhost.exchange("y");
        assertThat(x.knownRoute("k")).hasSize(1);
        assertThat(y.knownRoute("k")).hasSize(1);
        done(world.vhost.deleteQueue("a", false, false, Caller.BROKER));
        assertThat(x.knownRoute("k")).isNull();
        assertThat(y.knownRoute("k")).isNull();
        assertThat(world.publish("x", "k", "3")).isZero();
    }

    @Test
    void exchangeCyclesEndAndEachQueueGetsTheMessageOnce() {
        world.exchange("x", "fanout");
        world.exchange("y", "fanout");
        world.queue("q");
        world.bindExchange("x", "y", "");
        world.bindExchange("y", "x", "");
        world.bind("x", "q", "");
        world.bind("y", "q", "");
        assertThat(world.publish("x", "", "m")).isEqualTo(1);
        assertThat(world.drain("q")).containsExactly("m");
    }

    @Test
    void alternateExchangeTakesWhatNothingMatches() {
        world.exchange("rest", "fanout");
        world.exchange("x", "direct", FieldTable.builder().add("alternate-exchange", "rest").build());
        world.queue("a");
        world.queue("r");
        world.bind("x", "a", "k");
        world.bind("rest", "r", "");
        world.publish("x", "k", "1");
        world.publish("x", "other", "2");
        assertThat(world.drain("a")).containsExactly("1");
        assertThat(world.drain("r")).containsExactly("2");
    }

    @Test
    void alternateExchangesMayFormACycle() {
        world.exchange("x", "direct", FieldTable.builder().add("alternate-exchange", "y").build());
        world.exchange("y", "direct", FieldTable.builder().add("alternate-exchange", "x").build());
        assertThat(world.publish("x", "k", "m")).isZero();
    }

    @Test
    void copiesGoToMoreKeysAndBlindOnesAreTakenOut() {
        world.exchange("x", "direct");
        for (String queue : List.of("to", "cc", "bcc")) {
            world.queue(queue);
            world.bind("x", queue, queue);
        }
        FieldTable headers = FieldTable.builder()
                .add("CC", new FieldValue.Array(List.of(FieldValue.of("cc"))))
                .add("BCC", new FieldValue.Array(List.of(FieldValue.of("bcc"), FieldValue.of("to"))))
                .add("kept", "yes").build();
        assertThat(world.publish("x", "to", "m", headers)).isEqualTo(3);
        for (String queue : List.of("to", "cc", "bcc")) {
            World.Received received = world.drainMessages(queue).getFirst();
            assertThat(received.headers().contains("BCC")).isFalse();
            assertThat(received.headers().contains("CC")).isTrue();
            assertThat(received.headers().text("kept")).contains("yes");
        }
    }

    @Test
    void copiesWorkOnTheDefaultExchange() {
        world.queue("a");
        world.queue("b");
        FieldTable headers = FieldTable.of("CC", new FieldValue.Array(List.of(FieldValue.of("b"))));
        assertThat(world.publish("", "a", "m", headers)).isEqualTo(2);
    }

    @Test
    void recentHistoryIsGivenToThoseWhoBindLater() {
        world.exchange("x", "x-recent-history", FieldTable.builder().add("x-recent-history-length", 2).build());
        for (int i = 1; i <= 3; i++) {
            world.publish("x", "", "m" + i);
        }
        world.publish("x", "", "secret", FieldTable.builder().add("x-recent-history-no-store", true).build());
        world.queue("q");
        world.bind("x", "q", "");
        world.publish("x", "", "m4");
        assertThat(world.drain("q")).containsExactly("m2", "m3", "m4");
    }

    @Test
    void directRepliesReachWhoWaitsForThem() {
        List<String> replies = new ArrayList<>();
        world.vhost.openReplies("amq.rabbitmq.reply-to.abc", message -> replies.add(message.routingKey()));
        assertThat(world.publish("", "amq.rabbitmq.reply-to.abc", "m", FieldTable.EMPTY, world, 1)).isEqualTo(1);
        assertThat(world.publish("", "amq.rabbitmq.reply-to.xyz", "m")).isZero();
        assertThat(replies).hasSize(1);
        assertThat(world.accepted).containsExactly(1L);
    }

    @Test
    void streamsTakeMessagesUntilTheirTopicIsGone() {
        world.queue("s", FieldTable.builder().add("x-queue-type", "stream").build());
        assertThat(world.publish("", "s", "m", FieldTable.EMPTY, world, 1)).isEqualTo(1);
        assertThat(world.topics.get("s").appended).isEqualTo(1);
        world.topics.remove("s").deleted = true;
        assertThat(world.publish("", "s", "m", FieldTable.EMPTY, world, 2)).isZero();
        assertThat(world.accepted).containsExactly(1L);
        world.queue("s", FieldTable.builder().add("x-queue-type", "stream").build());
        assertThat(world.publish("", "s", "m", FieldTable.EMPTY, world, 3)).as("declared again").isEqualTo(1);
    }

    @Test
    void fullQueueRejects() {
        world.queue("q", FieldTable.builder().add("x-max-length", 1).add("x-overflow", "reject-publish").build());
        world.publish("", "q", "1", FieldTable.EMPTY, world, 1);
        world.shard.run();
        world.publish("", "q", "2", FieldTable.EMPTY, world, 2);
        world.shard.run();
        assertThat(world.accepted).containsExactly(1L);
        assertThat(world.rejected).containsExactly(2L);
    }

    @Test
    void tracingShowsPublishesAndStaysOutOfItsOwnWay() {
        world.queue("log");
        world.bind("amq.rabbitmq.trace", "log", "#");
        world.queue("q");
        world.vhost.tracing(true);
        world.exchange("x", "fanout");
        world.bind("x", "q", "");
        TraceOrigin origin = new TraceOrigin("n", "c", 1, "u");
        byte[] nothing = {1, 1, 0};
        world.vhost.tracePublish(origin, world.vhost.exchange("x"), new Message()
                .body(nothing, 0, nothing.length).address("x", "k"));
        World.Received traced = world.drainMessages("log").getFirst();
        assertThat(traced.routingKey()).isEqualTo("publish.x");
        assertThat(traced.headers().text("exchange_name")).contains("x");
        assertThat(traced.headers().find("routed_queues"))
                .contains(new FieldValue.Array(List.of(FieldValue.of("q"))));
    }

    @Test
    void tracedDeliveriesComeAfterwards() {
        world.queue("log");
        world.bind("amq.rabbitmq.trace", "log", "deliver.#");
        world.queue("q");
        FieldTable copies = FieldTable.of("CC", new FieldValue.Array(List.of(FieldValue.of("copy"))));
        world.publish("", "q", "m", copies);
        world.shard.run();
        OrdinaryQueue queue = (OrdinaryQueue) world.vhost.queue("q");
        TraceOrigin origin = new TraceOrigin("n", "c", 1, "u");
        queue.queue().get(true, new DeliverySink() {
            @Override
            public void deliver(Consumer consumer, Delivery delivery, RecordView record) {
                world.vhost.traceDeliver(origin, "q", false, record);
            }

            @Override
            public boolean hasCredit(Consumer consumer) {
                return true;
            }

            @Override
            public void cancelled(Consumer consumer, CancelReason why) {
                throw new AssertionError();
            }
        });
        World.Received traced = world.drainMessages("log").getFirst();
        assertThat(traced.routingKey()).isEqualTo("deliver.q");
        assertThat(traced.body()).isEqualTo("m");
        assertThat(traced.headers().integer("redelivered")).hasValue(0);
        assertThat(traced.headers().find("routing_keys")).contains(
                new FieldValue.Array(List.of(FieldValue.of("q"), FieldValue.of("copy"))));
    }
}
