/**
 * Client quotas (KIP-13, KIP-124, KIP-546, KIP-599, KIP-612): how many bytes a second users and clients may produce and
 * fetch, how busy they may keep a thread, how many partitions they may make, and how often an address may connect. Limits
 * are kept in the catalog of topics as settings of things; what was used is counted here, in the memory of this process.
 *
 * <p>Any thread may ask and count.
 */
package io.volok.server.kafka.quota;
