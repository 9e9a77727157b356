package io.volok.broker.vhost;

import io.volok.broker.ArgumentText;
import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import io.volok.broker.queue.QueueType;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Whether a second declaration says the same as the first. AMQP 0-9-1 §1.7.2.1 and §1.6.2.1.
 *
 * <p>Only arguments that mean something are compared. Integers of different width are the same if their value is.
 */
final class Equivalence {

    private static final FieldValue CLASSIC = FieldValue.of(QueueType.CLASSIC.wireName());
    private static final String MAX_AGE = "x-max-age";
    private static final List<String> EXCHANGE_ARGUMENTS = List.of("alternate-exchange");

    private Equivalence() {
    }

    /** Null when the declarations of an exchange agree. */
    static Refusal check(ResourceName name, ExchangeSpec current, ExchangeSpec received) {
        Refusal refusal = check("type", name, current.type(), received.type());
        refusal = refusal != null ? refusal : check("durable", name, current.durable(), received.durable());
        refusal = refusal != null ? refusal : check("auto_delete", name, current.autoDelete(), received.autoDelete());
        refusal = refusal != null ? refusal : check("internal", name, current.internal(), received.internal());
        return refusal != null ? refusal
                : check(name, EXCHANGE_ARGUMENTS, current.arguments(), received.arguments());
    }

    /** Null when the declarations of a queue agree; ownership is judged elsewhere. */
    static Refusal check(ResourceName name, QueueType type, QueueDeclaration current, QueueDeclaration received) {
        Refusal refusal = check("durable", name, current.durable(), received.durable());
        refusal = refusal != null ? refusal : check("auto_delete", name, current.autoDelete(), received.autoDelete());
        return refusal != null ? refusal : check(name, new TreeSet<>(QueueArguments.known(type)),
                current.arguments(), received.arguments());
    }

    private static Refusal check(String field, ResourceName name, Object current, Object received) {
        return current.equals(received) ? null
                : Refusals.inequivalent(field, name, "'" + received + "'", "'" + current + "'");
    }

    private static Refusal check(ResourceName name, Collection<String> keys, FieldTable current, FieldTable received) {
        for (String key : keys) {
            FieldValue now = value(key, current);
            FieldValue asked = value(key, received);
            if (!same(now, asked)) {
                return refuse(key, name, now, asked);
            }
        }
        return null;
    }

    /** A queue without a type is a classic queue, and is spoken of as one; an age is as long as it is in milliseconds. */
    private static FieldValue value(String key, FieldTable arguments) {
        FieldValue value = arguments.find(key).orElse(null);
        if (key.equals(MAX_AGE) && value instanceof FieldValue.LongString age && MaxAge.parse(age.text()).isPresent()) {
            return new FieldValue.Int64(MaxAge.parse(age.text()).getAsLong());
        }
        return value == null && key.equals(QueueArguments.TYPE) ? CLASSIC : value;
    }

    private static Refusal refuse(String key, ResourceName name, FieldValue now, FieldValue asked) {
        if (now != null && asked != null) {
            return Refusals.inequivalent(key, name, "'" + ArgumentText.value(asked) + "'",
                    "'" + ArgumentText.value(now) + "'");
        }
        return Refusals.inequivalent(key, name, ArgumentText.described(asked), ArgumentText.described(now));
    }

    private static boolean same(FieldValue left, FieldValue right) {
        if (left == null || right == null) {
            return left == right;
        }
        return FieldTable.integerOf(left).isPresent()
                ? FieldTable.integerOf(left).equals(FieldTable.integerOf(right)) : Objects.equals(left, right);
    }
}
