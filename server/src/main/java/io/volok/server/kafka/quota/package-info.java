/**
 * Client quotas (KIP-13, KIP-546): how many bytes a second users and clients may produce and fetch. Limits are kept in the
 * catalog of topics as settings of things; what was used is counted here, in the memory of this process.
 *
 * <p>Any thread may ask and count.
 */
package io.volok.server.kafka.quota;
