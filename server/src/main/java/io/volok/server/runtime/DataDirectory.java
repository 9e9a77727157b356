package io.volok.server.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Properties;
import java.util.UUID;

/**
 * The broker's directory: locked against a second broker, marked with its format and its cluster id.
 *
 * <pre>
 *   DIR/meta.properties   volok.format=1, cluster.id=...
 *   DIR/volok.lock        held while a broker runs
 *   DIR/volok.pid         its process id
 * </pre>
 *
 * <p>What cannot be used is refused before anything is written. Used by the starting and stopping thread.
 */
final class DataDirectory implements AutoCloseable {

    private static final int FORMAT = 1;
    private static final String FORMAT_KEY = "volok.format";
    private static final String CLUSTER_KEY = "cluster.id";

    private final Path path;
    private final FileChannel lockFile;
    private final String clusterId;

    private DataDirectory(Path path, FileChannel lockFile, String clusterId) {
        this.path = path;
        this.lockFile = lockFile;
        this.clusterId = clusterId;
    }

    static DataDirectory open(Path given) throws StartRefused {
        Path path = given.toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw refused("The data directory " + path + " is a file. Give a directory with --data.", null);
        }
        Properties known = readMeta(path);
        try {
            Files.createDirectories(path);
            FileChannel lockFile = lock(path);
            if (known.isEmpty()) {
                known = writeMeta(path);
            }
            Files.writeString(path.resolve("volok.pid"), ProcessHandle.current().pid() + "\n");
            return new DataDirectory(path, lockFile, known.getProperty(CLUSTER_KEY));
        } catch (IOException unwritable) {
            throw refused("The data directory " + path + " cannot be written to (" + unwritable
                    + "). Change its owner or mode, or give another one with --data.", unwritable);
        }
    }

    private static Properties readMeta(Path path) throws StartRefused {
        Properties meta = new Properties();
        Path file = path.resolve("meta.properties");
        if (!Files.exists(file)) {
            return meta;
        }
        try (var reader = Files.newBufferedReader(file)) {
            meta.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw refused("The file " + file + " cannot be read (" + unreadable + ").", unreadable);
        }
        String format = meta.getProperty(FORMAT_KEY, "");
        if (format.isEmpty() || meta.getProperty(CLUSTER_KEY, "").isEmpty()) {
            throw refused("The directory " + path + " is not a Volok data directory: its meta.properties was written "
                    + "by another program. Give another directory with --data.", null);
        }
        if (!format.equals(Integer.toString(FORMAT))) {
            throw refused("The data directory " + path + " has format " + format + " and this Volok knows only format "
                    + FORMAT + ". Start the newer Volok that wrote it, or give another directory with --data.", null);
        }
        return meta;
    }

    private static FileChannel lock(Path path) throws IOException, StartRefused {
        FileChannel file = FileChannel.open(path.resolve("volok.lock"),
                StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock == null) {
            file.close();
            throw refused("The data directory " + path + " is in use by another Volok" + pidNote(path)
                    + ". Stop that one, or give another directory with --data.", null);
        }
        return file;
    }

    private static String pidNote(Path path) {
        try {
            return " (process " + Files.readString(path.resolve("volok.pid")).strip() + ")";
        } catch (IOException noPidToTell) {
            return "";
        }
    }

    private static Properties writeMeta(Path path) throws IOException {
        Properties meta = new Properties();
        meta.setProperty(FORMAT_KEY, Integer.toString(FORMAT));
        meta.setProperty(CLUSTER_KEY, newClusterId());
        Path draft = path.resolve("meta.properties.new");
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
                var writer = Channels.newWriter(file, StandardCharsets.UTF_8)) {
            meta.store(writer, "Volok data directory");
            writer.flush();
            file.force(true);
        }
        Files.move(draft, path.resolve("meta.properties"), StandardCopyOption.ATOMIC_MOVE);
        return meta;
    }

    /** 16 random bytes in 22 characters, as Kafka writes its cluster ids. */
    private static String newClusterId() {
        UUID id = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static StartRefused refused(String sentence, Throwable cause) {
        return new StartRefused(StartRefused.Reason.DATA_DIRECTORY, sentence, cause);
    }

    Path path() {
        return path;
    }

    String clusterId() {
        return clusterId;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path.resolve("volok.pid"));
        lockFile.close();
    }
}
