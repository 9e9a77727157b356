package io.volok.server.runtime;

import io.volok.log.store.file.DataDirectory;
import io.volok.log.store.file.DataDirectoryRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;

/** The data directory as this process holds it: locked, with the process id in {@code volok.pid} for as long. */
final class HeldDirectory implements AutoCloseable {

    private final DataDirectory directory;
    private final Path pidFile;

    private HeldDirectory(DataDirectory directory, Path pidFile) {
        this.directory = directory;
        this.pidFile = pidFile;
    }

    static HeldDirectory open(Path path) throws StartRefused {
        try {
            DataDirectory directory = DataDirectory.open(path, newClusterId());
            Path pidFile = directory.path().resolve("volok.pid");
            Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
            return new HeldDirectory(directory, pidFile);
        } catch (DataDirectoryRefused refused) {
            throw new StartRefused(StartRefused.Reason.DATA_DIRECTORY, refused.getMessage() + remedy(refused, path),
                    refused);
        } catch (IOException unwritable) {
            throw new StartRefused(StartRefused.Reason.DATA_DIRECTORY,
                    "The data directory " + path + " cannot be written: " + unwritable, unwritable);
        }
    }

    private static String remedy(DataDirectoryRefused refused, Path path) {
        return switch (refused.reason()) {
            case IN_USE -> " Stop that one" + pidNote(path) + ", or give another directory with --data.";
            case NOT_WRITABLE -> " Change its owner or mode, or give another directory with --data.";
            case NEWER_FORMAT, NOT_OURS -> " Or give another directory with --data.";
        };
    }

    private static String pidNote(Path path) {
        try {
            return " (process " + Files.readString(path.resolve("volok.pid")).strip() + ")";
        } catch (IOException noPidToTell) {
            return "";
        }
    }

    /** 16 random bytes in 22 characters, as Kafka writes its cluster ids. */
    private static String newClusterId() {
        UUID id = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    DataDirectory directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(pidFile);
        directory.close();
    }
}
