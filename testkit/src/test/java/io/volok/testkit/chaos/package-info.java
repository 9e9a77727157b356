/**
 * Makes histories: real Kafka clients that write, commit, abort, die, join and leave, against a broker that may be killed.
 * {@code io.volok.testkit.history} judges what they saw. A run is a few seconds long and has a seed, which decides what
 * the clients wish for; when things happen is up to the machine.
 */
package io.volok.testkit.chaos;
