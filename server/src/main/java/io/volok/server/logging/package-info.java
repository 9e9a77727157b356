/**
 * What the broker writes on standard error: a provider of SLF4J whose levels can be changed while the broker runs.
 * Loggers are used by any thread; who changes levels is {@code server.kafka.admin}.
 */
package io.volok.server.logging;
