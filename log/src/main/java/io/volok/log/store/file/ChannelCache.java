package io.volok.log.store.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the number of open files. Segments open their files when used; beyond the bound those that nobody pins and
 * that were not used since the last round are closed (second chance). More are open only if that many are pinned at
 * once.
 */
final class ChannelCache {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayList<FileSegment> open = new ArrayList<>();
    private final int openMax;
    private int hand;

    ChannelCache(int openMax) {
        this.openMax = openMax;
    }

    /** Opens a segment's file if it is not open. */
    void open(FileSegment segment) throws IOException {
        lock.lock();
        try {
            if (segment.isClosed()) {
                // Room is made first: a segment that was closed before may still be listed, and must not be chosen
                // to be closed in the moment in which it opens.
                evict();
                segment.openChannel();
                open.add(segment);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Opens the index file of a pinned segment beside its data. */
    void openIndex(FileSegment segment) throws IOException {
        lock.lock();
        try {
            segment.openIndexChannel();
        } finally {
            lock.unlock();
        }
    }

    /** Closes a segment's file if nobody uses it. */
    void release(FileSegment segment) {
        lock.lock();
        try {
            segment.tryClose();
        } finally {
            lock.unlock();
        }
    }

    int openCount() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    private void evict() {
        int looks = 2 * open.size();
        while (open.size() >= openMax && looks-- > 0) {
            hand = hand >= open.size() ? 0 : hand;
            FileSegment candidate = open.get(hand);
            if (candidate.isClosed() || !candidate.clearUsed() && candidate.tryClose()) {
                FileSegment last = open.removeLast();
                if (last != candidate) {
                    open.set(hand, last);
                }
            } else {
                hand++;
            }
        }
    }

    /** Forgets segments that have closed by themselves. */
    void sweep() {
        lock.lock();
        try {
            open.removeIf(FileSegment::isClosed);
        } finally {
            lock.unlock();
        }
    }
}
