package io.volok.log;

/**
 * Where a timestamp was found: granularity is one appended batch.
 *
 * @param timestamp the largest timestamp in that batch, milliseconds since the epoch
 * @param offset    offset of the first record of that batch; the record itself may be a later one of the same batch
 */
public record TimestampOffset(long timestamp, long offset) {
}
