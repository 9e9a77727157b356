package io.volok.log.store.file;

import io.volok.log.store.StoredSegment;
import io.volok.log.store.StoredSegment.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The steps on the files of one log folder that must come in a certain order, and the clean-up after a crash between
 * them.
 *
 * <p>A replacement is committed by one rename to a {@code .END.swap} name. Whoever finds such a file completes the
 * work: the segments with bases below END go, the file takes its final name. {@code .cleaned} files without it are
 * thrown away.
 */
final class LogFolder {

    private static final AtomicLong DELETED = new AtomicLong(System.nanoTime());

    private LogFolder() {
    }

    /**
     * Cleans up and lists the segments.
     *
     * @param finalBelow indexes, and with them the seal, of segments from this base offset on are not to be trusted
     */
    static List<StoredSegment> load(FileLogStore log, Path directory, String[] names,
            long finalBelow) throws IOException {
        Set<String> files = new HashSet<>(List.of(names));
        for (String name : names) {
            if (name.endsWith(SegmentFiles.SWAP)) {
                completeSwap(directory, name, files);
            }
        }
        TreeSet<Long> bases = new TreeSet<>();
        for (String name : List.copyOf(files)) {
            long offset = SegmentFiles.offsetOf(name);
            if (offset >= 0 && SegmentFiles.suffix(name).equals(SegmentFiles.DATA)) {
                bases.add(offset);
            } else if (offset >= finalBelow && isIndex(name)) {
                // Written by a machine that lost power before they were forced: they will be made anew.
                Files.deleteIfExists(directory.resolve(name));
                files.remove(name);
            } else if (name.endsWith(SegmentFiles.DELETED) || name.endsWith(AtomicFile.TEMPORARY_SUFFIX)
                    || offset >= 0 && SegmentFiles.suffix(name).startsWith(SegmentFiles.CLEANED)) {
                Files.deleteIfExists(directory.resolve(name));
            }
        }
        List<StoredSegment> segments = new ArrayList<>();
        for (long base : bases) {
            boolean sealed = files.contains(SegmentFiles.prefix(base) + SegmentFiles.suffix(Part.OFFSET_INDEX));
            long size = Files.size(directory.resolve(SegmentFiles.prefix(base) + SegmentFiles.DATA));
            segments.add(FileSegment.existing(log, base, size, sealed));
        }
        return segments;
    }

    private static boolean isIndex(String name) {
        String suffix = SegmentFiles.suffix(name);
        return suffix.startsWith(SegmentFiles.suffix(Part.OFFSET_INDEX))
                || suffix.startsWith(SegmentFiles.suffix(Part.TIME_INDEX));
    }

    private static void completeSwap(Path directory, String swapName, Set<String> files) throws IOException {
        long base = SegmentFiles.offsetOf(swapName);
        long end = SegmentFiles.offsetOf(swapName.substring(SegmentFiles.OFFSET_DIGITS + 1));
        for (String name : List.copyOf(files)) {
            long offset = SegmentFiles.offsetOf(name);
            String suffix = offset < 0 ? "" : SegmentFiles.suffix(name);
            boolean ofSegment = suffix.equals(SegmentFiles.DATA)
                    || suffix.equals(SegmentFiles.suffix(Part.OFFSET_INDEX))
                    || suffix.equals(SegmentFiles.suffix(Part.TIME_INDEX));
            // Indexes with the base's own name may already be the new ones: they are only dropped if new ones wait.
            boolean newAwaits = offset != base
                    || files.contains(SegmentFiles.prefix(base) + SegmentFiles.CLEANED + suffix);
            if (ofSegment && offset >= base && offset < end && (newAwaits || suffix.equals(SegmentFiles.DATA))) {
                Files.deleteIfExists(directory.resolve(name));
                files.remove(name);
            }
        }
        rename(directory, cleanedIndex(base, Part.TIME_INDEX),
                SegmentFiles.prefix(base) + SegmentFiles.suffix(Part.TIME_INDEX), files);
        rename(directory, cleanedIndex(base, Part.OFFSET_INDEX),
                SegmentFiles.prefix(base) + SegmentFiles.suffix(Part.OFFSET_INDEX), files);
        rename(directory, swapName, SegmentFiles.prefix(base) + SegmentFiles.DATA, files);
    }

    private static void rename(Path directory, String from, String to, Set<String> files) throws IOException {
        if (files.remove(from)) {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
            files.add(to);
        }
    }

    private static String cleanedIndex(long base, Part part) {
        return SegmentFiles.prefix(base) + SegmentFiles.CLEANED + SegmentFiles.suffix(part);
    }

    /** The step after which a replacement counts, whatever happens. */
    static void commitReplacement(FileSegment replacement, long endBaseOffset) throws IOException {
        Path from = replacement.file(Part.DATA);
        String swapName = SegmentFiles.swapName(replacement.baseOffset(), endBaseOffset);
        Files.move(from, from.resolveSibling(swapName), StandardCopyOption.ATOMIC_MOVE);
        replacement.renamed(swapName.substring(SegmentFiles.OFFSET_DIGITS));
    }

    /** Gives a committed replacement its final names, after the replaced files have gone. */
    static void finishReplacement(FileSegment replacement, long endBaseOffset) throws IOException {
        Path data = replacement.file(Part.DATA);
        long base = replacement.baseOffset();
        for (Part part : List.of(Part.TIME_INDEX, Part.OFFSET_INDEX)) {
            Files.move(data.resolveSibling(cleanedIndex(base, part)),
                    data.resolveSibling(SegmentFiles.prefix(base) + SegmentFiles.suffix(part)),
                    StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(data, data.resolveSibling(SegmentFiles.prefix(base) + SegmentFiles.DATA),
                StandardCopyOption.ATOMIC_MOVE);
        replacement.renamed(SegmentFiles.DATA);
    }

    static void deletePrepared(Path directory, long baseOffset) throws IOException {
        Files.deleteIfExists(directory.resolve(SegmentFiles.prefix(baseOffset) + SegmentFiles.CLEANED));
        Files.deleteIfExists(directory.resolve(cleanedIndex(baseOffset, Part.OFFSET_INDEX)));
        Files.deleteIfExists(directory.resolve(cleanedIndex(baseOffset, Part.TIME_INDEX)));
    }

    /** Renames a segment's files so that a start does not see them, and returns them to be unlinked. */
    static List<Path> markDeleted(FileSegment segment) throws IOException {
        List<Path> marked = new ArrayList<>();
        // The data comes last: until then a crash leaves a whole segment, whose indexes can be rebuilt.
        for (Part part : List.of(Part.OFFSET_INDEX, Part.TIME_INDEX, Part.DATA)) {
            Path from = segment.file(part);
            if (part == Part.DATA || Files.exists(from)) {
                String name = from.getFileName() + "." + DELETED.incrementAndGet() + SegmentFiles.DELETED;
                Path to = from.resolveSibling(name);
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                marked.add(to);
            }
        }
        return marked;
    }
}
