/**
 * Micro-benchmarks of the codec: what one message costs between the wire and the log, without sockets and files.
 *
 * <p>Run by {@code bench/micro}; each operation is a batch of messages as one socket
 * read or one file read brings them, and the score is per message. The bytes allocated per
 * message are shown: they must stay near zero.
 */
package io.volok.bench.codec;
