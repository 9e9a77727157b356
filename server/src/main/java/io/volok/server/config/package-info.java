/**
 * Configuration: one list of settings, read from files that look like {@code rabbitmq.conf} or
 * {@code server.properties} and from the command line.
 *
 * <p>Pure but for the reading of the named file; called by the start of the node, before any thread exists.
 */
package io.volok.server.config;
