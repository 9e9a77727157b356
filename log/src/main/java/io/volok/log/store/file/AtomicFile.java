package io.volok.log.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes small files whole or not at all: under another name first, then renamed. */
final class AtomicFile {

    static final String TEMPORARY_SUFFIX = ".tmp";

    private AtomicFile() {
    }

    /** Replaces a file durably: the content is on disk before the name is, and the name when this returns. */
    static void writeDurably(Path file, ByteBuffer content) throws IOException {
        write(file, content, true);
        forceDirectory(file.getParent());
    }

    /** Replaces a file. With {@code force} the content is on disk before the name is. */
    static void write(Path file, ByteBuffer content, boolean force) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY_SUFFIX);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
            if (force) {
                channel.force(true);
            }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forces a file that may have been replaced by a newer one meanwhile. */
    static void forceIfThere(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (NoSuchFileException replaced) {
            // The newer one is forced by its own request, which comes later than this one.
            return;
        }
    }

    /** Makes the names in a directory durable. */
    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
