package io.volok.log.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.log.ManualOwner;
import io.volok.log.store.LogFailed;
import io.volok.log.store.LogId;
import io.volok.log.store.LogStore;
import io.volok.log.store.StoredSegment;
import io.volok.log.store.StoredSegment.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash between the renames of a replacement leaves, and what the next start makes of it. */
final class LogFolderTest implements StoreListener {

    private static final LogId ID = new LogId("topics", "t-0");
    private static final String FIRST = "00000000000000000000";
    private static final String SECOND = "00000000000000000010";
    private static final String THIRD = "00000000000000000020";
    private static final String SWAP = FIRST + "." + "00000000000000000011" + ".swap";

    @TempDir
    Path path;

    private void write(String name) throws IOException {
        Path folder = Files.createDirectories(path.resolve("topics/t-0"));
        Files.writeString(folder.resolve(name), "content of " + name);
    }

    private void segment(String prefix) throws IOException {
        write(prefix + ".log");
        write(prefix + ".index");
        write(prefix + ".timeindex");
    }

    /** Base offset to what the data was written as; indexes must belong to it or be absent. */
    private Map<Long, String> start() {
        Map<Long, String> found = new TreeMap<>();
        try (DataDirectory directory = DataDirectory.open(path, "c");
                FileSegmentStore store = FileSegmentStore.open(directory, 10, this)) {
            LogStore log = store.open(ID, new ManualOwner());
            for (StoredSegment segment : log.segments().segments()) {
                found.put(segment.baseOffset(), text(segment, Part.DATA) + "|" + text(segment, Part.OFFSET_INDEX));
            }
        }
        return found;
    }

    private static String text(StoredSegment segment, Part part) {
        ByteBuffer bytes = ByteBuffer.allocate((int) segment.size(part));
        segment.read(part, bytes, 0);
        return new String(bytes.array(), StandardCharsets.UTF_8).replace("content of ", "").replaceAll("^0*", "0");
    }

    private List<String> files() {
        List<String> names = new ArrayList<>(List.of(path.resolve("topics/t-0").toFile().list()));
        names.sort(null);
        return names;
    }

    @Test
    void withoutTheCommitTheOldSegmentsStand() throws IOException {
        segment(FIRST);
        segment(SECOND);
        write(FIRST + ".cleaned");
        write(FIRST + ".cleaned.index");
        write(FIRST + ".cleaned.timeindex");
        write(FIRST + ".index.tmp");
        write(SECOND + ".log.7.deleted");
        assertThat(start()).containsExactly(Map.entry(0L, "0.log|0.index"), Map.entry(10L, "010.log|010.index"));
        assertThat(files()).hasSize(6).noneMatch(name -> name.contains("cleaned") || name.contains("deleted"));
    }

    @Test
    void afterTheCommitTheReplacementStandsWhereverTheCrashWas() throws IOException {
        // In the order in which the files go: each round has one more of the steps behind it.
        List<String> gone = List.of(FIRST + ".index", FIRST + ".timeindex", FIRST + ".log",
                SECOND + ".index", SECOND + ".timeindex", SECOND + ".log");
        for (int steps = 0; steps <= gone.size(); steps++) {
            segment(FIRST);
            segment(SECOND);
            segment(THIRD);
            write(SWAP);
            write(FIRST + ".cleaned.index");
            write(FIRST + ".cleaned.timeindex");
            for (String name : gone.subList(0, steps)) {
                Path file = path.resolve("topics/t-0").resolve(name);
                Files.move(file, file.resolveSibling(name + ".1.deleted"));
            }
            checkReplaced();
        }
    }

    @Test
    void theFinalNamesAreGivenAlsoIfSomeWereGivenBefore() throws IOException {
        segment(THIRD);
        write(SWAP);
        write(FIRST + ".timeindex");
        write(FIRST + ".cleaned.index");
        assertThat(start()).containsKeys(0L, 20L).hasSize(2);
        assertThat(files()).hasSize(6);
    }

    private void checkReplaced() {
        Map<Long, String> found = start();
        assertThat(found).containsExactly(
                Map.entry(0L, "0.00000000000000000011.swap|0.cleaned.index"), Map.entry(20L, "020.log|020.index"));
        assertThat(files()).hasSize(6);
        assertThat(start()).isEqualTo(found);
    }

    @Override
    public void forceFailed(LogFailed failure) {
        throw failure;
    }

    @Override
    public void unlinkFailed(Path file, IOException cause) {
        throw new AssertionError(cause);
    }
}
