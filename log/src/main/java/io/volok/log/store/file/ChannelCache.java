package io.volok.log.store.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the number of open files. Segments open their files when used; beyond the bound those that nobody pins and
 * that were not used since the last round are closed (second chance). More are open only if that many are pinned at
 * once, as for an answer from very many partitions, and until they are let go.
 */
final class ChannelCache {

    private final ReentrantLock lock = new ReentrantLock();
    /** Each segment knows its slot in here. */
    private final ArrayList<FileSegment> open = new ArrayList<>();
    private final int openMax;
    private int hand;
    private volatile boolean crowded;

    ChannelCache(int openMax) {
        this.openMax = openMax;
    }

    /** Opens a segment's file if it is not open. */
    void open(FileSegment segment) throws IOException {
        lock.lock();
        try {
            if (segment.isClosed()) {
                evict();
                segment.openChannel();
                segment.slot(open.size());
                open.add(segment);
                crowded = open.size() > openMax;
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
            close(segment);
        } finally {
            lock.unlock();
        }
    }

    /** Whether more are open than should be, so that whoever lets one go closes it. */
    boolean isCrowded() {
        return crowded;
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
            if (candidate.clearUsed() || !close(candidate)) {
                hand++;
            }
        }
    }

    private boolean close(FileSegment segment) {
        int slot = segment.slot();
        try {
            return segment.tryClose();
        } finally {
            if (slot != FileSegment.NO_SLOT && segment.isClosed()) {
                FileSegment last = open.removeLast();
                if (last != segment) {
                    open.set(slot, last);
                    last.slot(slot);
                }
                segment.slot(FileSegment.NO_SLOT);
                crowded = open.size() > openMax;
            }
        }
    }
}
