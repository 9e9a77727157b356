package io.volok.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedReadsTest {

    private final RecvByteBufAllocator.ExtendedHandle first = handle();
    private final RecvByteBufAllocator.ExtendedHandle second = handle();

    private static RecvByteBufAllocator.ExtendedHandle handle() {
        return (RecvByteBufAllocator.ExtendedHandle) new SharedReads().newHandle();
    }

    @AfterEach
    void endThread() {
        FastThreadLocal.removeAll();
    }

    @Test
    void connectionsReadIntoOneBufferInTurn() {
        ByteBuf one = first.allocate(ByteBufAllocator.DEFAULT);
        one.writeInt(1).readInt();
        one.release();

        ByteBuf other = second.allocate(ByteBufAllocator.DEFAULT);

        assertSame(one, other);
        assertEquals(0, other.readerIndex());
        assertEquals(0, other.readableBytes());
        other.release();
    }

    @Test
    void whatSomebodyHoldsIsNotReadInto() {
        ByteBuf held = first.allocate(ByteBufAllocator.DEFAULT);
        held.writeInt(7);

        ByteBuf other = second.allocate(ByteBufAllocator.DEFAULT);

        assertNotSame(held, other);
        other.writeInt(8).release();
        assertEquals(7, held.readInt());
        held.release();
        ByteBuf again = second.allocate(ByteBufAllocator.DEFAULT);
        assertSame(held, again);
        again.release();
    }

    @Test
    void theBufferGoesWithItsThread() {
        ByteBuf shared = first.allocate(ByteBufAllocator.DEFAULT);
        shared.release();

        FastThreadLocal.removeAll();

        assertEquals(0, shared.refCnt());
    }
}
