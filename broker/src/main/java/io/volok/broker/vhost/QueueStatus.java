package io.volok.broker.vhost;

/**
 * What a declare tells about a queue.
 *
 * @param name its name, made by the broker if the declaration had none
 * @param messageCount ready messages
 * @param consumerCount consumers
 */
public record QueueStatus(String name, long messageCount, int consumerCount) {
}
