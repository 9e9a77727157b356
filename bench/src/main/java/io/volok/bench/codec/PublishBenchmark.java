package io.volok.bench.codec;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.FrameDecoder;
import io.volok.codec.amqp.FrameSink;
import io.volok.codec.amqp.PublishArguments;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.record.BatchBuilder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of a socket read to a finished batch: frames, arguments, properties, body, record, CRC. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PublishBenchmark implements FrameSink {

    /** Which properties the messages have. */
    @Param({"bare", "rich"})
    public String kind;

    /** Bytes of body. */
    @Param({"16", "1024"})
    public int bodyBytes;

    private final PublishArguments publish = new PublishArguments();
    private final MessageEncoder encoder = new MessageEncoder();
    private final BatchBuilder builder = new BatchBuilder(1 << 20);
    private ByteBuffer input;

    /** Fills a direct buffer, as a socket does. */
    @Setup
    public void fill() {
        byte[] bytes = Samples.publishes(kind, bodyBytes);
        input = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Takes the whole input once. */
    @Benchmark
    @OperationsPerInvocation(Samples.MESSAGES)
    public int decodeAndStore() {
        builder.begin(0, 1_700_000_000_000L);
        FrameDecoder decoder = FrameDecoder.ofServerFrames(this, 131072);
        decoder.decode(input.rewind());
        return builder.finish();
    }

    @Override
    public void onMethod(int channel, int classId, int methodId, ByteBuffer arguments) {
        if (methodId == BasicMethod.PUBLISH_ID) {
            publish.read(arguments);
        }
    }

    @Override
    public void onHeader(int channel, int classId, long bodySize, ByteBuffer properties) {
        encoder.begin(publish.exchange(), publish.routingKey(), properties, bodySize);
    }

    @Override
    public void onBody(int channel, ByteBuffer piece) {
        encoder.body(piece);
        if (encoder.bodyLeft() == 0) {
            builder.append(1_700_000_000_001L, encoder.finish());
        }
    }

    @Override
    public void onProtocolHeader(boolean supported) {
        throw new IllegalStateException("there is none");
    }

    @Override
    public void onHeartbeat() {
        throw new IllegalStateException("there is none");
    }

    @Override
    public void onFrameError(String reason) {
        throw new IllegalStateException(reason);
    }
}
