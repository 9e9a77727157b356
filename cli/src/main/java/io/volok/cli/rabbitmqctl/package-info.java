/**
 * {@code volok rabbitmqctl}: the operator's tool with the commands, argument forms, columns and exit codes that scripts
 * written for RabbitMQ use. It speaks to the HTTP API of a node on this machine and needs no password: it reads the
 * node's key from its data directory.
 */
package io.volok.cli.rabbitmqctl;
