/**
 * Transactions of Kafka producers: who may write as which producer, what a transaction has touched and how it ended.
 *
 * <p>Decide, append, apply, release: {@link io.volok.broker.txn.InitRules}, {@link io.volok.broker.txn.PartitionRules}
 * and {@link io.volok.broker.txn.EndRules} decide without side effects; what they decide is a whole new
 * {@link io.volok.broker.txn.Transaction}, appended to the internal topic {@code __transaction_state} in Kafka's own
 * record format; {@link io.volok.broker.txn.TransactionCoordinator} applies it and, when the log is durable, answers
 * and sends markers. After a crash the same records are replayed and every transaction that had decided its end is
 * carried through: none is left hanging.
 *
 * <p>Each coordinator belongs to the shard of its partition of the topic. {@link io.volok.broker.txn.Transactions} is
 * the door; any shard may use it. Specifications: KIP-98, KIP-360, KIP-447, KIP-890.
 */
package io.volok.broker.txn;
