package io.volok.log.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.RecoveryPoint;
import io.volok.log.store.SegmentStore;
import io.volok.log.store.SegmentStoreContract;
import io.volok.log.store.StoredSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSegmentStoreTest extends SegmentStoreContract {

    @TempDir
    Path path;
    private DataDirectory directory;
    private FileSegmentStore store;
    private String bootId = "boot-1";

    private static final class Failing implements StoreListener {
        @Override
        public void forceFailed(LogFailed failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void unlinkFailed(Path file, IOException cause) {
            throw new AssertionError(cause);
        }
    }

    @Override
    protected SegmentStore store() {
        if (store == null) {
            directory = DataDirectory.open(path.resolve("data"), "test-cluster");
            store = FileSegmentStore.open(directory, new Failing(), new FileSegmentStore.Settings(8, 10, bootId));
        }
        return store;
    }

    @Override
    protected SegmentStore restart() {
        close();
        owner.forget();
        return store();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
            directory.close();
            store = null;
        }
    }

    @Test
    void whatThePageCacheHasForgottenIsLoadedInTheBackground() throws IOException, InterruptedException {
        LogStore log = store().open(new LogId("topics", "old-0"), owner);
        FileSegment segment = (FileSegment) log.create(log.segments(), 0);
        int size = 1 << 20;
        segment.append(ByteBuffer.allocate(size));
        assertThat(segment.isResident(0, size)).as("what was just written").isTrue();
        segment.seal(ByteBuffer.allocate(8), ByteBuffer.allocate(12));
        segment.forceData();
        assumeTrue(forgotten(segment.file(StoredSegment.Part.DATA)), "this system does not let us drop its cache");
        assertThat(segment.isResident(0, size)).isFalse();

        segment.pin();
        CountDownLatch loaded = new CountDownLatch(1);
        segment.load(0, size, loaded::countDown);
        assertThat(loaded.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(segment.isResident(0, size)).isTrue();
        segment.unpin();
    }

    /** GNU dd's way to ask for it; file systems in memory cannot forget. */
    private static boolean forgotten(Path file) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/dd")) || Files.getFileStore(file).type().equals("tmpfs")) {
            return false;
        }
        return new ProcessBuilder("/usr/bin/dd", "if=" + file, "iflag=nocache", "count=0", "status=none").start()
                .waitFor() == 0;
    }

    @Test
    void filesThatWereOpenAtOnceAreClosedWhenTheyAreLetGo() {
        List<StoredSegment> segments = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            LogStore log = store().open(new LogId("topics", "t-" + i), owner);
            segments.add(log.create(log.segments(), 0));
            segments.getLast().append(ByteBuffer.allocate(10));
        }
        segments.forEach(StoredSegment::pin);
        assertThat(store.channels().openCount()).isEqualTo(50);
        segments.forEach(StoredSegment::unpin);
        assertThat(store.channels().openCount()).isEqualTo(8);
        segments.forEach(segment -> segment.append(ByteBuffer.allocate(10)));
        assertThat(segments).allMatch(segment -> segment.size() == 20);
        assertThat(store.channels().openCount()).isEqualTo(8);
    }

    @Test
    void moreLogsThanOpenFiles() {
        List<StoredSegment> segments = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            LogStore log = store().open(new LogId("topics", "t-" + i), owner);
            segments.add(log.create(log.segments(), 0));
        }
        for (int round = 0; round < 3; round++) {
            for (StoredSegment segment : segments) {
                segment.append(ByteBuffer.allocate(10));
            }
        }
        assertThat(segments).allSatisfy(segment -> assertThat(segment.size()).isEqualTo(30));
        assertThat(store.channels().openCount()).isLessThanOrEqualTo(8);
    }

    @Test
    void aSealThatWasNotForcedDoesNotOutliveTheMachine() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(ByteBuffer.allocate(10));
        segment.saveIndexes(ByteBuffer.allocate(8), ByteBuffer.allocate(12));
        segment.seal(ByteBuffer.allocate(8), ByteBuffer.allocate(12));
        bootId = "boot-2";
        LogStore again = restart().open(ORDERS, owner);
        StoredSegment found = again.segments().segments().getFirst();
        assertThat(again.unsyncedBytesMayBeLost()).isTrue();
        assertThat(found.sealed()).isFalse();
        assertThat(found.size(StoredSegment.Part.TIME_INDEX)).isZero();
        found.append(ByteBuffer.allocate(5));
        again.saveRecoveryPoint(new RecoveryPoint(0, 15, 1, 1, 1, 0), false);
        LogStore third = restart().open(ORDERS, owner);
        assertThat(third.segments().segments().getFirst().sealed()).isFalse();
        assertThat(third.unsyncedBytesMayBeLost()).isFalse();
    }

    @Test
    void removedFilesAreUnlinked() {
        LogStore log = store().open(ORDERS, owner);
        StoredSegment segment = log.create(log.segments(), 0);
        segment.append(ByteBuffer.allocate(10));
        segment.seal(ByteBuffer.allocate(0), ByteBuffer.allocate(0));
        log.remove(log.segments(), List.of(segment), 0);
        owner.runUntil(() -> path.resolve("data/topics/orders-0").toFile().list().length == 0);
    }
}
