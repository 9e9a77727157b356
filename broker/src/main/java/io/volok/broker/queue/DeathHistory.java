package io.volok.broker.queue;

import io.volok.broker.message.Message;
import io.volok.codec.message.MessageEditor;
import io.volok.codec.message.MessageView;
import io.volok.codec.message.Property;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code x-death} history of a message: how often it died where, and why; the newest death first.
 *
 * <pre>
 *   x-death = array of tables, one for each (queue, reason), the newest first:
 *     original-expiration  S   the expiration it had, if any, which has been taken away
 *     count                l   how often it died there for that reason
 *     reason               S   rejected, expired, maxlen, delivery_limit
 *     queue                S   where
 *     time                 T   when it died there first
 *     exchange             S   where it was published to before
 *     routing-keys         A   its routing keys then: its own and those of CC
 *   x-first-death-exchange, -queue, -reason   S   set once
 *   x-last-death-exchange, -queue, -reason    S   set each time
 * </pre>
 */
public final class DeathHistory {

    private static final String DEATHS = "x-death";
    private static final String FIRST = "x-first-death-";
    private static final String LAST = "x-last-death-";
    private static final String CC = "CC";

    private DeathHistory() {
    }

    /**
     * Whether routing a dead letter into this queue would close a cycle in which no consumer ever rejected it, so that
     * the message would turn round forever. Such a target is skipped. A letter that has just been rejected goes
     * anywhere.
     */
    public static boolean closesCycle(Message letter, DeathReason reason, String targetQueue) {
        if (reason == DeathReason.REJECTED) {
            return false;
        }
        MessageView view = new MessageView().set(letter.array(), letter.offset(), letter.length());
        for (FieldTable death : deaths(view.headers())) {
            if (death.text("reason").equals(Optional.of(DeathReason.REJECTED.wireName()))) {
                return false;
            }
            if (death.text("queue").equals(Optional.of(targetQueue))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Turns an opened message into a dead letter: history added, expiration taken away, new address.
     *
     * @param death      what happened
     * @param continued  whether the history that it carries is the broker's own; else it is a client's, and is replaced
     * @param exchange   where it will be published to
     * @param routingKey its new routing key, null when it keeps its own
     */
    static void record(MessageEditor message, Death death, boolean continued, String exchange, String routingKey) {
        FieldTable.Builder after = message.headers().toBuilder();
        after.set(DEATHS, withDeath(continued ? message.headers() : FieldTable.EMPTY, death, message));
        String from = message.exchange();
        if (!continued) {
            mark(after, FIRST, death, from);
        }
        mark(after, LAST, death, from);
        if (routingKey != null) {
            message.routingKey(routingKey);
        }
        message.headers(after.build());
        message.exchange(exchange);
        message.removeProperty(Property.EXPIRATION);
    }

    /**
     * One death.
     *
     * @param expiration  the expiration property that the message had, null when none
     * @param readdressed whether it came under a routing key of its own, so that its CC names no key of it any more
     */
    record Death(String queue, DeathReason reason, long timeMs, String expiration, boolean readdressed) {
    }

    private static void mark(FieldTable.Builder headers, String which, Death death, String exchange) {
        headers.set(which + "exchange", FieldValue.of(exchange));
        headers.set(which + "queue", FieldValue.of(death.queue));
        headers.set(which + "reason", FieldValue.of(death.reason.wireName()));
    }

    private static FieldValue withDeath(FieldTable headers, Death death, MessageEditor message) {
        List<FieldValue> history = new ArrayList<>();
        FieldTable again = null;
        for (FieldTable earlier : deaths(headers)) {
            if (again == null && isSame(earlier, death)) {
                again = earlier;
            } else {
                history.add(earlier);
            }
        }
        history.addFirst(again != null ? counted(again) : first(death, message));
        return new FieldValue.Array(history);
    }

    private static boolean isSame(FieldTable earlier, Death death) {
        return earlier.text("queue").equals(Optional.of(death.queue))
                && earlier.text("reason").equals(Optional.of(death.reason.wireName()));
    }

    private static FieldTable counted(FieldTable death) {
        return death.toBuilder().set("count", FieldValue.of(death.integer("count").orElse(0) + 1)).build();
    }

    private static FieldTable first(Death death, MessageEditor message) {
        FieldTable.Builder table = FieldTable.builder();
        if (death.expiration != null) {
            table.add("original-expiration", death.expiration);
        }
        return table.add("count", 1)
                .add("reason", death.reason.wireName())
                .add("queue", death.queue)
                .add("time", new FieldValue.Timestamp(death.timeMs / 1000))
                .add("exchange", message.exchange())
                .add("routing-keys", new FieldValue.Array(routingKeys(message, death.readdressed)))
                .build();
    }

    private static List<FieldValue> routingKeys(MessageEditor message, boolean readdressed) {
        List<FieldValue> keys = new ArrayList<>();
        keys.add(FieldValue.of(message.routingKey()));
        if (!readdressed && message.headers().find(CC).orElse(null) instanceof FieldValue.Array copies) {
            for (FieldValue copy : copies.values()) {
                if (copy instanceof FieldValue.LongString) {
                    keys.add(copy);
                }
            }
        }
        return keys;
    }

    private static List<FieldTable> deaths(FieldTable headers) {
        List<FieldTable> deaths = new ArrayList<>();
        if (headers.find(DEATHS).orElse(null) instanceof FieldValue.Array array) {
            for (FieldValue value : array.values()) {
                if (value instanceof FieldTable death) {
                    deaths.add(death);
                }
            }
        }
        return deaths;
    }
}
