package io.volok.bench.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.policy.PolicySet;
import io.volok.broker.queue.MemoryBudget;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.shard.ManualShard;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.VhostContext;
import io.volok.broker.vhost.VhostSettings;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.record.RecordBody;
import io.volok.codec.table.FieldTable;
import io.volok.log.LogConfig;
import io.volok.log.store.memory.MemorySegmentStore;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One publish through an exchange with up to a thousand bindings into streams that swallow it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingBenchmark {

    private static final FieldTable STREAM = FieldTable.builder().add("x-queue-type", "stream").build();

    /** The exchange's type. */
    @Param({"default", "direct", "topic", "headers"})
    public String type;

    /** How many bindings the exchange has. */
    @Param({"1", "10", "100", "1000"})
    public int bindings;

    /** How many different routing keys come by, in turn. */
    @Param({"16", "100000"})
    public int keys;

    private final MessageEncoder encoder = new MessageEncoder();
    private VirtualHost vhost;
    private Exchange exchange;
    private Message[] messages;
    private int next;

    /** Builds the topology. */
    @Setup
    public void build() {
        VhostContext context = new VhostContext(new ManualShard(0), new MemorySegmentStore(1), LogConfig.DEFAULT,
                new SinkTopics(), new MemoryBudget(1 << 20), new SplittableRandom(1));
        vhost = VirtualHost.open("/", VhostSettings.DEFAULT, PolicySet.EMPTY, context);
        String name = type.equals("default") ? "" : "x";
        if (!name.isEmpty()) {
            vhost.declareExchange(ExchangeSpec.durable(name, type), Caller.BROKER).orThrow();
        }
        exchange = vhost.exchange(name);
        for (int i = 0; i < bindings; i++) {
            bind(name, i);
        }
        messages = new Message[keys];
        for (int i = 0; i < keys; i++) {
            messages[i] = message(name, i);
        }
    }

    private void bind(String name, int number) {
        String queue = "q" + number;
        vhost.declareQueue(new QueueDeclaration(queue, true, false, false, STREAM), Caller.BROKER).orThrow();
        String pattern = type.equals("topic") ? "a.*." + number + ".#" : "k" + number;
        FieldTable arguments = type.equals("headers") ? FieldTable.builder().add("n", number).build() : FieldTable.EMPTY;
        if (!name.isEmpty()) {
            vhost.bind(new Binding(name, Destination.queue(queue), pattern, arguments), Caller.BROKER).orThrow();
        }
    }

    private Message message(String name, int number) {
        int target = number % bindings;
        String key = switch (type) {
            case "default" -> "q" + target;
            case "topic" -> "a." + number + "." + target + ".x.y";
            default -> "k" + target;
        };
        FieldTable headers = FieldTable.builder().add("n", target).add("tenant", "acme").add("source", "bench").build();
        RecordBody body = encoder.encode(name, key, MessageProperties.builder().headers(headers).build(), new byte[100])
                .copy();
        return new Message().body(body.array(), 0, body.length()).address(name, key).traits(100, -1, -1, true);
    }

    /** Publishes one message. */
    @Benchmark
    public int publish() {
        next = next + 1 == keys ? 0 : next + 1;
        Message message = messages[next];
        vhost.checkMessage(exchange, message, null);
        return vhost.publish(exchange, message, null, 0);
    }
}
