/**
 * What a batch of Kafka records costs between the request and the log: checks, producer state, stamping, append, fetch.
 */
package io.volok.bench.partition;
