package io.volok.cli.demo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How many lines went by, and a digest of all of them in their order: two tallies are equal if and only if nothing was
 * lost, doubled, changed or swapped. One thread adds; any thread may read the count.
 */
final class Tally {

    private final MessageDigest digest;
    private volatile long count;
    private volatile long bytes;
    private volatile long lastNanoTime;

    Tally() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    void add(byte[] line) {
        digest.update(line);
        digest.update((byte) '\n');
        bytes = bytes + line.length;
        count = count + 1;
        lastNanoTime = System.nanoTime();
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** Lines per second from a start to the last line. */
    long ratePerSecond(long startNanoTime) {
        return count * 1_000_000_000L / Math.max(1, lastNanoTime - startNanoTime);
    }

    /** To be called once, after the last line. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
