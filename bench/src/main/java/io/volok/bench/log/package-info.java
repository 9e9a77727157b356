/**
 * What the log costs: appends and reads through the file store, and how many records a second group commit makes
 * durable.
 *
 * <p>{@link io.volok.bench.log.LogBenchmark} is for JMH, {@link io.volok.bench.log.GroupCommit} a program. Both
 * take the folder for their files from the property {@code volok.bench.dir}, else the temporary one.
 */
package io.volok.bench.log;
