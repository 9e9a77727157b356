/** The management face proven from outside: by RabbitMQ's own HTTP client, and by operators' commands. */
package io.volok.testkit.admin;
