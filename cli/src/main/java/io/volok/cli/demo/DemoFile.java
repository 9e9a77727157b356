package io.volok.cli.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The file whose lines are sent, read as bytes so that any encoding passes. */
record DemoFile(Path path) {

    private static final long MIB = 1024 * 1024;
    private static final long SIZE_MAX = 512 * MIB;
    private static final int DEPTH_MAX = 3;
    private static final List<Path> PLACES = List.of(Path.of("/var/log"), Path.of("target"), Path.of("/usr/share/dict"));

    /** Takes one line, without its end. */
    @FunctionalInterface
    interface LineSink {
        void line(byte[] line) throws IOException, InterruptedException;
    }

    /** The largest readable log (not compressed, not huge) in the first place that has one. */
    static Optional<DemoFile> find() throws IOException {
        for (Path place : PLACES) {
            Largest largest = new Largest();
            if (Files.isDirectory(place)) {
                Files.walkFileTree(place, Set.<FileVisitOption>of(), DEPTH_MAX, largest);
            }
            if (largest.path != null) {
                return Optional.of(new DemoFile(largest.path));
            }
        }
        return Optional.empty();
    }

    long countLines() throws IOException, InterruptedException {
        long[] count = new long[1];
        forEachLine(line -> count[0]++);
        return count[0];
    }

    void forEachLine(LineSink sink) throws IOException, InterruptedException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), (int) MIB)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    sink.line(line.toByteArray());
                    line.reset();
                } else {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                sink.line(line.toByteArray());
            }
        }
    }

    private static final class Largest extends SimpleFileVisitor<Path> {

        private Path path;
        private long size;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            boolean text = name.endsWith(".log") || name.equals("syslog") || name.equals("messages")
                    || name.equals("words") || name.endsWith(".txt");
            if (text && attributes.isRegularFile() && attributes.size() > size && attributes.size() <= SIZE_MAX
                    && Files.isReadable(file)) {
                path = file;
                size = attributes.size();
            }
            return FileVisitResult.CONTINUE;
        }

        /** What may not be entered is not ours to show. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
