/**
 * Kafka Streams topologies and Kafka's command-line tools against a broker process. Called by nobody; every test starts a broker of its own.
 */
package io.volok.streams;
