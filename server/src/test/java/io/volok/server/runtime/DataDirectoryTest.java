package io.volok.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path dir;

    @Test
    void theClusterIdSurvivesARestart() throws Exception {
        String first;
        try (DataDirectory directory = DataDirectory.open(dir.resolve("a/b"))) {
            first = directory.clusterId();
            assertThat(Files.readString(dir.resolve("a/b/volok.pid")).strip())
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        }
        try (DataDirectory directory = DataDirectory.open(dir.resolve("a/b"))) {
            assertThat(directory.clusterId()).isEqualTo(first).hasSize(22);
        }
        assertThat(dir.resolve("a/b/volok.pid")).doesNotExist();
    }

    @Test
    void aDirectoryInUseIsRefused() throws Exception {
        try (DataDirectory holder = DataDirectory.open(dir)) {
            assertThatThrownBy(() -> DataDirectory.open(dir)).isInstanceOf(StartRefused.class)
                    .hasMessageContaining(holder.path().toString())
                    .hasMessageContaining("in use by another Volok (process " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void aNewerFormatIsRefusedAndNothingIsTouched() throws Exception {
        Files.writeString(dir.resolve("meta.properties"), "volok.format=2\ncluster.id=x\n");

        assertThatThrownBy(() -> DataDirectory.open(dir)).isInstanceOf(StartRefused.class)
                .hasMessageContaining("has format 2 and this Volok knows only format 1");

        assertThat(files()).containsExactly("meta.properties");
    }

    @Test
    void theDirectoryOfAnotherProgramIsRefusedAndNothingIsTouched() throws Exception {
        Files.writeString(dir.resolve("meta.properties"), "version=1\ncluster.id=x\nnode.id=1\n");

        assertThatThrownBy(() -> DataDirectory.open(dir)).isInstanceOf(StartRefused.class)
                .hasMessageContaining("is not a Volok data directory");

        assertThat(files()).containsExactly("meta.properties");
    }

    @Test
    void aPathThatCannotBeADirectoryIsRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThatThrownBy(() -> DataDirectory.open(file)).isInstanceOf(StartRefused.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("below"))).isInstanceOf(StartRefused.class)
                .hasMessageContaining("cannot be written to");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
