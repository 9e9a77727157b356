package io.volok.log.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads old data that is not in the page cache any more, so that it is there when a shard sends it: a few threads wait for
 * the disk instead of a shard that serves everybody. What is read is dropped; the system keeps it.
 */
final class Loader implements AutoCloseable {

    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 10;
    private static final int READ_BYTES = 1 << 17;

    private final ThreadPoolExecutor threads;
    private final ThreadLocal<ByteBuffer> scratch = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(READ_BYTES));

    Loader(String name) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon(true).name("volok-loader-" + name + "-" + number.incrementAndGet())
                        .unstarted(task));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Reads bytes of a file that stays open until {@code done} has run, on a thread of this loader. */
    void load(FileChannel file, long position, int length, Runnable done) {
        threads.execute(() -> {
            read(file, position, length);
            done.run();
        });
    }

    /** False if it went wrong, which is not for us to judge: whoever reads the bytes to use them meets the same failure. */
    private boolean read(FileChannel file, long position, int length) {
        ByteBuffer buffer = scratch.get();
        long end = position + length;
        try {
            for (long at = position; at < end;) {
                int count = file.read(buffer.clear().limit((int) Math.min(READ_BYTES, end - at)), at);
                if (count < 0) {
                    return false;
                }
                at += count;
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Takes no more work. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
