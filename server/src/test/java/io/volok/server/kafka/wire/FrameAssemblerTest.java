package io.volok.server.kafka.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {

    private final FrameBuffers buffers = new FrameBuffers();
    private final FrameAssembler assembler = new FrameAssembler(8 << 20, buffers);

    @Test
    void framesComeOutWholeHoweverTheyAreCut() {
        Random random = new Random(7);
        List<Integer> expected = new ArrayList<>();
        ByteBuffer stream = ByteBuffer.allocate(64 << 20);
        for (int i = 0; i < 200; i++) {
            byte[] frame = new byte[random.nextInt(4) == 0 ? random.nextInt(600_000) : random.nextInt(40)];
            random.nextBytes(frame);
            stream.putInt(frame.length).put(frame);
            expected.add(ByteBuffer.wrap(frame).hashCode());
        }
        stream.flip();
        List<Integer> seen = new ArrayList<>();
        while (stream.hasRemaining()) {
            int count = Math.min(stream.remaining(), 1 + random.nextInt(random.nextBoolean() ? 5 : 100_000));
            assembler.feed(stream.slice(stream.position(), count), frame -> seen.add(frame.hashCode()));
            stream.position(stream.position() + count);
        }
        assertEquals(expected, seen);
        assertTrue(buffers.keptBytes() <= 4 << 20, "keeps " + buffers.keptBytes());
    }

    @Test
    void anAnnouncedLengthAloneTakesNoMemory() {
        assembler.feed(ByteBuffer.allocate(8).putInt(8 << 20).putInt(0).flip(), frame -> { });
        assembler.release();
        assertTrue(buffers.keptBytes() <= 64 * 1024, "took " + buffers.keptBytes());
    }

    @Test
    void framesOfNearlyOneLengthAreGatheredInOneBuffer() {
        long kept = 0;
        for (int length = 1_000_000; length < 1_010_000; length += 500) {
            ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(0, length);
            assembler.feed(frame.slice(0, 300_000), whole -> { });
            assembler.feed(frame.slice(300_000, 4 + length - 300_000), whole -> { });
            kept = kept == 0 ? buffers.keptBytes() : kept;
            assertEquals(kept, buffers.keptBytes());
        }
        assertTrue(kept >= 1_000_000, "keeps " + kept);
    }

    @Test
    void theLargestBuffersStay() {
        List<FrameBuffers.Lent> lent = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            lent.add(buffers.take(64 << 10, 0));
        }
        FrameBuffers.Lent large = buffers.take(1 << 20, 0);
        lent.forEach(buffers::give);
        buffers.give(large);
        assertTrue(buffers.keptBytes() <= 4 << 20, "keeps " + buffers.keptBytes());
        assertEquals(large, buffers.take(1 << 20, 0));
    }

    @Test
    void aLengthBeyondTheLimitIsRefused() {
        ByteBuffer tooLong = ByteBuffer.allocate(4).putInt((8 << 20) + 1).flip();
        assertThrows(MalformedRequest.class, () -> assembler.feed(tooLong, frame -> { }));
    }

    @Test
    void aFrameThatEndsTheSessionLeavesNothingBehind() {
        ByteBuffer two = ByteBuffer.allocate(20).putInt(4).putInt(1).putInt(100).putInt(2).putInt(3).flip();
        assembler.feed(two, frame -> assembler.release());
        assertEquals(0, buffers.keptBytes());
    }
}
