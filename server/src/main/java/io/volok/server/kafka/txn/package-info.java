/**
 * The APIs of transactions: one handler per API over {@link io.volok.broker.txn.Transactions}, and the two places where
 * transactions meet other parts: offsets that are committed in a transaction, and transactional batches that want into
 * a partition.
 *
 * <p>Handlers are called on a session's shard and answer from the coordinator's. The one exhaustive switch from
 * refusals to Kafka's error codes is {@code TxnErrors}.
 */
package io.volok.server.kafka.txn;
