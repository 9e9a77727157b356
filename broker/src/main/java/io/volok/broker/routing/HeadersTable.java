package io.volok.broker.routing;

import io.volok.broker.ArgumentText;
import io.volok.broker.Refusal;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bindings of a headers exchange: the binding's arguments are compared with the message's headers. AMQP 0-9-1 §3.1.3.4.
 *
 * <p>{@code x-match} is {@code all} (the default), {@code any}, or one of them with {@code -with-x}: without that
 * suffix, arguments that start with {@code x-} do not take part. An argument of type void asks only that the header is
 * there. A binding without arguments that take part matches every message for {@code all} and none for {@code any}.
 */
final class HeadersTable implements BindingTable {

    private static final String X_MATCH = "x-match";

    private final Map<Binding, Pattern> patterns = new LinkedHashMap<>();

    @Override
    public Refusal validate(Binding binding) {
        Optional<FieldValue> match = binding.arguments().find(X_MATCH);
        if (match.isEmpty()) {
            return null;
        }
        if (!(match.get() instanceof FieldValue.LongString text)) {
            return new Refusal.PreconditionFailed("Invalid x-match field type " + ArgumentText.type(match.get())
                    + " (value " + ArgumentText.value(match.get()) + "); expected longstr");
        }
        return switch (text.text()) {
            case "all", "any", "all-with-x", "any-with-x" -> null;
            default -> new Refusal.PreconditionFailed("Invalid x-match field value <<\"" + text.text()
                    + "\">>; expected all, any, all-with-x, or any-with-x");
        };
    }

    @Override
    public void add(Binding binding) {
        patterns.put(binding, Pattern.of(binding.arguments()));
    }

    @Override
    public void remove(Binding binding) {
        patterns.remove(binding);
    }

    @Override
    public void match(String routingKey, Routable message, Collection<Destination> into) {
        FieldTable headers = message.headers();
        for (Map.Entry<Binding, Pattern> entry : patterns.entrySet()) {
            if (entry.getValue().matches(headers)) {
                into.add(entry.getKey().destination());
            }
        }
    }

    @Override
    public boolean keyDecides() {
        return false;
    }

    /** The arguments that take part in matching, and whether all or one of them must match. */
    private record Pattern(boolean all, List<FieldTable.Entry> wanted) {

        static Pattern of(FieldTable arguments) {
            String match = arguments.text(X_MATCH).orElse("all");
            boolean withX = match.endsWith("-with-x");
            List<FieldTable.Entry> wanted = new ArrayList<>();
            for (FieldTable.Entry entry : arguments) {
                boolean takesPart = withX ? !entry.name().equals(X_MATCH) : !entry.name().startsWith("x-");
                if (takesPart) {
                    wanted.add(entry);
                }
            }
            return new Pattern(match.startsWith("all"), wanted);
        }

        boolean matches(FieldTable headers) {
            for (FieldTable.Entry entry : wanted) {
                if (matches(entry, headers) != all) {
                    return !all;
                }
            }
            return all;
        }

        private static boolean matches(FieldTable.Entry wanted, FieldTable headers) {
            for (FieldTable.Entry header : headers.entries()) {
                if (header.name().equals(wanted.name())) {
                    return wanted.value() instanceof FieldValue.Void
                            || FieldMatch.same(wanted.value(), header.value());
                }
            }
            return false;
        }
    }
}
