/**
 * {@code volok demo}: the main job shown on a real file with the real clients of both protocols.
 *
 * <p>One thread publishes, one consumes with AMQP, one with Kafka; the command's own thread draws the progress.
 */
package io.volok.cli.demo;
