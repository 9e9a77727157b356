package io.volok.log.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.log.store.LogId;
import io.volok.log.store.RecoveryPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PointJournalTest {

    private static final LogId ID = new LogId("topics", "orders-0");

    @TempDir
    Path path;

    private static RecoveryPoint point(long endOffset) {
        return new RecoveryPoint(endOffset / 2, 7, endOffset, 1, 2, 3);
    }

    private PointJournal open(String bootId) throws IOException {
        return PointJournal.open(path.resolve("log-points"), bootId);
    }

    @Test
    void pointsAreThereAfterARestartOfTheProcess() throws IOException {
        PointJournal journal = open("boot-1");
        journal.update(ID, points -> points.withStartOffset(4));
        journal.update(ID, points -> points.withPoint(point(10), true));
        journal.update(ID, points -> points.withPoint(point(20), false));
        PointJournal again = open("boot-1");
        assertThat(again.rebooted()).isFalse();
        assertThat(again.get(ID)).isEqualTo(new LogPoints(4, 0, point(20), point(10), false));
        assertThat(again.get(ID).trusted()).isEqualTo(point(20));
        again.forget(ID);
        assertThat(open("boot-1").get(ID)).isEqualTo(LogPoints.NONE);
    }

    @Test
    void afterARebootOnlyForcedPointsCount() throws IOException {
        PointJournal journal = open("boot-1");
        journal.update(ID, points -> points.withPoint(point(10), true));
        journal.update(ID, points -> points.withPoint(point(20), false));
        PointJournal again = open("boot-2");
        assertThat(again.rebooted()).isTrue();
        assertThat(again.get(ID).trusted()).isEqualTo(point(10));
        assertThat(again.get(ID).suspect()).isTrue();
        PointJournal third = open("boot-2");
        assertThat(third.get(ID).suspect()).isTrue();
        third.update(ID, points -> points.withPoint(point(15), false));
        assertThat(third.get(ID).suspect()).isFalse();
    }

    @Test
    void aCutTakesAForcedPointAboveItAway() throws IOException {
        PointJournal journal = open("boot-1");
        journal.update(ID, points -> points.withPoint(point(20), true));
        journal.update(ID, points -> points.withPoint(point(10), false));
        assertThat(open("boot-2").get(ID).trusted()).isNull();
    }

    @Test
    void aJournalCutAnywhereGivesAnOlderState() throws IOException {
        PointJournal journal = open("boot-1");
        for (int i = 1; i <= 5; i++) {
            long offset = i;
            journal.update(ID, points -> points.withStartOffset(offset));
        }
        Path file = path.resolve("log-points");
        byte[] whole = Files.readAllBytes(file);
        long before = 0;
        for (int size = 0; size < 400; size++) {
            Files.write(file, Arrays.copyOf(whole, size));
            long start = open("boot-1").get(ID).startOffset();
            assertThat(start).isBetween(before, 5L);
            before = start;
        }
        assertThat(before).isEqualTo(5);
    }

    @Test
    void aStaleJournalIsRewritten() throws IOException {
        PointJournal journal = open("boot-1");
        for (int i = 0; i < 100_000; i++) {
            long offset = i;
            journal.update(ID, points -> points.withStartOffset(offset));
        }
        assertThat(Files.size(path.resolve("log-points"))).isLessThan(5 << 20);
        assertThat(open("boot-1").get(ID).startOffset()).isEqualTo(99_999);
    }
}
