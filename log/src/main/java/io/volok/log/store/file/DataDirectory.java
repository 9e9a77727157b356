package io.volok.log.store.file;

import io.volok.log.store.file.DataDirectoryRefused.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * A directory that belongs to one broker process: locked while it is open, with a note of its format and cluster id.
 *
 * <p>The lock is the operating system's and goes with the process, however that ends; the lock file stays.
 */
public final class DataDirectory implements AutoCloseable {

    /** The format that this code writes. Higher ones are refused. */
    public static final int FORMAT = 1;

    private static final String META = "meta.properties";
    private static final String LOCK = "volok.lock";
    private static final String FORMAT_KEY = "volok.format";
    private static final String CLUSTER_KEY = "cluster.id";

    private final Path path;
    private final FileStore fileStore;
    private final FileChannel lockChannel;
    private final String clusterId;

    private DataDirectory(Path path, FileStore fileStore, FileChannel lockChannel, String clusterId) {
        this.path = path;
        this.fileStore = fileStore;
        this.lockChannel = lockChannel;
        this.clusterId = clusterId;
    }

    /**
     * Opens a directory, creating it if need be.
     *
     * @param newClusterId the cluster id that a new directory gets; an existing one keeps its own
     * @throws DataDirectoryRefused if it is in use, not writable, of a newer format or not ours
     */
    public static DataDirectory open(Path directory, String newClusterId) {
        Path path = directory.toAbsolutePath().normalize();
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new DataDirectoryRefused(Reason.NOT_OURS, path + " is not a directory.", null);
        }
        Properties meta = readMeta(path);
        try {
            Files.createDirectories(path);
            FileChannel lockChannel = lock(path);
            try {
                String clusterId = meta == null ? writeMeta(path, newClusterId) : meta.getProperty(CLUSTER_KEY);
                return new DataDirectory(path, Files.getFileStore(path), lockChannel, clusterId);
            } catch (IOException | RuntimeException failed) {
                lockChannel.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw notWritable(path, failed);
        }
    }

    private static DataDirectoryRefused notWritable(Path path, IOException cause) {
        return new DataDirectoryRefused(Reason.NOT_WRITABLE,
                "The data directory " + path + " cannot be written: " + cause.getMessage(), cause);
    }

    /** The notes of an existing directory, checked before anything is touched; null if there are none. */
    private static Properties readMeta(Path path) {
        Properties meta = new Properties();
        if (!Files.exists(path)) {
            return null;
        }
        try {
            meta.load(new StringReader(Files.readString(path.resolve(META))));
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException | IllegalArgumentException failed) {
            throw new DataDirectoryRefused(Reason.NOT_OURS,
                    "The file " + path.resolve(META) + " cannot be read: " + failed.getMessage(), failed);
        }
        String format = meta.getProperty(FORMAT_KEY);
        if (format == null || !format.matches("\\d{1,9}") || meta.getProperty(CLUSTER_KEY) == null) {
            throw new DataDirectoryRefused(Reason.NOT_OURS, path + " is not a Volok data directory: its " + META
                    + " has no valid " + FORMAT_KEY + " and " + CLUSTER_KEY + ".", null);
        }
        if (Integer.parseInt(format) > FORMAT) {
            throw new DataDirectoryRefused(Reason.NEWER_FORMAT, "The data directory " + path + " has format " + format
                    + ", this version of Volok knows formats up to " + FORMAT + ". Start the newer version.", null);
        }
        return meta;
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            channel.close();
            throw inUse(path, heldByThisProcess);
        }
        channel.close();
        throw inUse(path, null);
    }

    private static DataDirectoryRefused inUse(Path path, Throwable cause) {
        return new DataDirectoryRefused(Reason.IN_USE,
                "The data directory " + path + " is in use by another Volok server.", cause);
    }

    private static String writeMeta(Path path, String clusterId) throws IOException {
        String text = FORMAT_KEY + "=" + FORMAT + "\n" + CLUSTER_KEY + "=" + clusterId + "\n";
        AtomicFile.writeDurably(path.resolve(META), StandardCharsets.UTF_8.encode(text));
        return clusterId;
    }

    /** The absolute path. */
    public Path path() {
        return path;
    }

    /** The cluster that the data belongs to. */
    public String clusterId() {
        return clusterId;
    }

    /** Free bytes of the file system that this process may use. */
    public long usableBytes() {
        try {
            return fileStore.getUsableSpace();
        } catch (IOException failed) {
            throw notWritable(path, failed);
        }
    }

    /** Size of the file system in bytes. */
    public long totalBytes() {
        try {
            return fileStore.getTotalSpace();
        } catch (IOException failed) {
            throw notWritable(path, failed);
        }
    }

    /** Lets another process have the directory. */
    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException failed) {
            throw notWritable(path, failed);
        }
    }
}
