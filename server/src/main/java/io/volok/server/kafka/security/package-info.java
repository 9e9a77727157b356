/**
 * Who may do what, under Kafka's rules: access control lists, decided by Kafka's own authorizer, and the credentials of
 * SCRAM users. Both are kept in the catalog of topics as settings of things.
 *
 * <p>Decisions may be asked for on any thread; changes are made through the catalog and taken in on its shard.
 */
package io.volok.server.kafka.security;
