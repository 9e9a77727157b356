/**
 * Kafka Streams topologies against a broker process. Called by nobody; every test starts a broker of its own.
 */
package io.volok.streams;
