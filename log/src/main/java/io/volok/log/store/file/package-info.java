/**
 * The segment store on local files: one folder per log, one flusher thread per data directory.
 *
 * <p>The only place that opens files. Threads: shards call in for their own logs, slices are released from anywhere,
 * the flusher forces files, deletes what is due and answers through the owners. Layouts: {@code docs/data-files.md}.
 */
package io.volok.log.store.file;
