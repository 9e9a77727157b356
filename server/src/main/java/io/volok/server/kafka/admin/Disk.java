package io.volok.server.kafka.admin;

/** The data directory's path and its disk's space in bytes, -1 where it is not known. */
public record Disk(String path, long totalBytes, long usableBytes) {
}
