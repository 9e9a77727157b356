package io.volok.server.amqp;

import io.volok.broker.ArgumentText;
import io.volok.broker.queue.QueueType;
import io.volok.broker.vhost.OrdinaryQueue;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.VhostQueue;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which arguments {@code basic.consume} may carry, by type of queue. An argument that belongs to another type is
 * refused, one that belongs to none is ignored, as in RabbitMQ.
 */
final class ConsumeArguments {

    static final String PRIORITY = "x-priority";
    static final String TIMEOUT = "x-consumer-timeout";

    private static final String NO_PRIORITY = ": consumers of a topic, Kafka's among them, take their turns";

    private static final Set<String> CLASSIC = Set.of(PRIORITY);
    private static final Set<String> QUORUM = Set.of(PRIORITY, TIMEOUT);
    private static final Set<String> TOPIC = Set.of(TIMEOUT);
    private static final Set<String> STREAM =
            Set.of(StreamOffsetArgument.NAME, StreamFilter.FILTER, StreamFilter.MATCH_UNFILTERED);

    private ConsumeArguments() {
    }

    /** @throws ProtocolError 406 when a queue cannot be consumed like this */
    static void check(FieldTable arguments, VhostQueue queue) {
        Set<String> known = readsHistory(arguments, queue) ? STREAM : switch (queue.type()) {
            case CLASSIC -> CLASSIC;
            case QUORUM -> QUORUM;
            case STREAM -> STREAM;
            case TOPIC -> TOPIC;
        };
        if (known.contains(PRIORITY)) {
            integer(arguments, PRIORITY, queue, 0);
        }
        if (known.contains(TIMEOUT) && integer(arguments, TIMEOUT, queue, 0) < 0) {
            throw invalid(TIMEOUT, queue, ": {value_negative," + integer(arguments, TIMEOUT, queue, 0) + "}");
        }
        if (queue.type() == QueueType.STREAM || readsHistory(arguments, queue)) {
            StreamOffsetArgument.read(arguments, queue.resource().toString(), 0);
        }
        for (FieldTable.Entry entry : arguments) {
            String name = entry.name();
            boolean knownElsewhere = CLASSIC.contains(name) || QUORUM.contains(name) || STREAM.contains(name);
            if (knownElsewhere && !known.contains(name)) {
                throw invalid(name, queue, " of queue type rabbit_" + queue.type().wireName() + "_queue"
                        + (queue.type() == QueueType.TOPIC && name.equals(PRIORITY) ? NO_PRIORITY : ""));
            }
        }
    }

    /** Whether a consumer wants to read what a queue keeps, and not to take part in the work. */
    static boolean readsHistory(FieldTable arguments, VhostQueue queue) {
        return arguments.contains(StreamOffsetArgument.NAME)
                && (queue instanceof TopicQueue || queue instanceof OrdinaryQueue ordinary && ordinary.hasHistory());
    }

    /** The value of an argument that has been checked. */
    static long integer(FieldTable arguments, String name, VhostQueue queue, long otherwise) {
        FieldValue value = arguments.find(name).orElse(null);
        if (value == null) {
            return otherwise;
        }
        OptionalLong number = FieldTable.integerOf(value);
        if (number.isEmpty()) {
            throw invalid(name, queue, ": \"expected integer, got " + ArgumentText.type(value) + "\"");
        }
        return number.getAsLong();
    }

    private static ProtocolError invalid(String name, VhostQueue queue, String why) {
        return ProtocolError.preconditionFailed("invalid arg '" + name + "' for " + queue.resource() + why);
    }
}
