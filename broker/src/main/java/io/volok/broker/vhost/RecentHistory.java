package io.volok.broker.vhost;

import io.volok.broker.message.Message;
import io.volok.broker.routing.ExchangeType;
import io.volok.codec.table.FieldTable;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** The last messages of an {@code x-recent-history} exchange, for those who bind later. In memory only. */
final class RecentHistory {

    private static final int DEFAULT_LENGTH = 20;

    private final int length;
    private final ArrayDeque<Message> messages = new ArrayDeque<>();

    private RecentHistory(int length) {
        this.length = length;
    }

    static RecentHistory of(FieldTable arguments) {
        long length = arguments.integer(ExchangeType.HISTORY_LENGTH).orElse(DEFAULT_LENGTH);
        return new RecentHistory((int) Math.min(length, Integer.MAX_VALUE));
    }

    /** Remembers a copy of a message. */
    void add(Message message) {
        if (messages.size() == length) {
            messages.poll();
        }
        messages.add(Messages.copy(message));
    }

    /** Gives the messages, the oldest first. */
    void replay(Consumer<Message> into) {
        messages.forEach(into);
    }
}
