package io.volok.log.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.volok.log.store.file.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {

    @TempDir
    Path path;

    private static void assertRefused(Path directory, Reason reason, String sentence) {
        assertThatThrownBy(() -> DataDirectory.open(directory, "x")).hasMessageContaining(sentence)
                .isInstanceOfSatisfying(DataDirectoryRefused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    @Test
    void theClusterIdStays() {
        Path data = path.resolve("a/b");
        try (DataDirectory directory = DataDirectory.open(data, "first")) {
            assertThat(directory.clusterId()).isEqualTo("first");
            assertThat(directory.usableBytes()).isPositive();
        }
        try (DataDirectory directory = DataDirectory.open(data, "second")) {
            assertThat(directory.clusterId()).isEqualTo("first");
        }
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (DataDirectory directory = DataDirectory.open(path, "first")) {
            assertThat(directory.path()).isEqualTo(path.toAbsolutePath());
            assertRefused(path, Reason.IN_USE, "is in use by another Volok server");
        }
    }

    @Test
    void aNewerFormatIsRefusedAndNothingIsTouched() throws IOException {
        Files.writeString(path.resolve("meta.properties"), "volok.format=99\ncluster.id=x\n");
        assertRefused(path, Reason.NEWER_FORMAT, "has format 99, this version of Volok knows formats up to 1");
        assertThat(path.toFile().list()).containsExactly("meta.properties");
    }

    @Test
    void somebodyElsesDirectoryIsRefused() throws IOException {
        Files.writeString(path.resolve("meta.properties"), "version=1\ncluster.id=x\n");
        assertRefused(path, Reason.NOT_OURS, "is not a Volok data directory");
        assertThat(path.toFile().list()).containsExactly("meta.properties");
        Path file = Files.writeString(path.resolve("file"), "");
        assertRefused(file, Reason.NOT_OURS, "is not a directory");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() {
        assertRefused(Path.of("/proc/volok"), Reason.NOT_WRITABLE, "cannot be written");
    }
}
