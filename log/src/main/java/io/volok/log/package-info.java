/**
 * Append-only logs of record batches: what is above the bytes of a segment.
 *
 * <p>A {@link io.volok.log.Log} maps dense 64-bit offsets and timestamps to positions in segments, rolls, retains,
 * trims, recovers and compacts. It knows no queue, topic or protocol, opens no file, starts no thread and reads no
 * clock: bytes go through the port in {@link io.volok.log.store}, time comes in as a parameter.
 *
 * <p>Each log is owned by one shard, which makes every call. The exceptions are named where they stand:
 * {@link io.volok.log.LogSlice} may be read and released anywhere, and a compaction pass runs on a background thread.
 */
package io.volok.log;
