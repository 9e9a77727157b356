/**
 * The broker as a running thing: shards on event loops, clock, configuration, start and stop.
 *
 * <p>With {@code server.net} this is the only place that knows threads.
 */
package io.volok.server.runtime;
