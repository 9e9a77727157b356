package io.volok.broker.routing;

import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.codec.table.FieldTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** The types of exchange, by the name a declaration gives. */
public enum ExchangeType {
    /** The routing key equals the binding key. */
    DIRECT("direct"),
    /** Everything to everyone. */
    FANOUT("fanout"),
    /** Words with wildcards. */
    TOPIC("topic"),
    /** By headers. */
    HEADERS("headers"),
    /** One destination, picked by a consistent hash; binding keys are weights. */
    CONSISTENT_HASH("x-consistent-hash"),
    /** One destination, picked by the hash of the routing key modulo their number. */
    MODULUS_HASH("x-modulus-hash"),
    /** One destination at random. */
    RANDOM("x-random"),
    /** One destination on this node at random. */
    LOCAL_RANDOM("x-local-random"),
    /** Fanout that gives the last messages to a destination when it is bound. */
    RECENT_HISTORY("x-recent-history"),
    /** Routes as {@code x-delayed-type} says, once the time in {@code x-delay} has passed. */
    DELAYED("x-delayed-message");

    /** The argument of a delayed exchange that names the type it routes like. */
    public static final String DELAYED_TYPE = "x-delayed-type";
    /** The argument of a recent-history exchange that says how many messages it remembers. */
    public static final String HISTORY_LENGTH = "x-recent-history-length";

    private static final Map<String, ExchangeType> BY_NAME = new HashMap<>();

    static {
        for (ExchangeType type : values()) {
            BY_NAME.put(type.typeName, type);
        }
    }

    private final String typeName;

    ExchangeType(String typeName) {
        this.typeName = typeName;
    }

    /** The name in declarations. */
    public String typeName() {
        return typeName;
    }

    /** Finds a type by its name. */
    public static Optional<ExchangeType> of(String typeName) {
        return Optional.ofNullable(BY_NAME.get(typeName));
    }

    /** Null when an exchange of this type may have these arguments. */
    public Refusal validate(FieldTable arguments) {
        return switch (this) {
            case CONSISTENT_HASH -> HashSource.validate(arguments);
            case RECENT_HISTORY -> validateHistory(arguments);
            case DELAYED -> validateDelayed(arguments);
            case DIRECT, FANOUT, TOPIC, HEADERS, MODULUS_HASH, RANDOM, LOCAL_RANDOM -> null;
        };
    }

    private static Refusal validateHistory(FieldTable arguments) {
        if (!arguments.contains(HISTORY_LENGTH)) {
            return null;
        }
        OptionalLong length = arguments.integer(HISTORY_LENGTH);
        return length.isPresent() && length.getAsLong() > 0 ? null
                : new Refusal.PreconditionFailed("Invalid argument, 'x-recent-history-length' must be a positive integer");
    }

    private static Refusal validateDelayed(FieldTable arguments) {
        Optional<String> name = arguments.text(DELAYED_TYPE);
        if (name.isEmpty()) {
            return new Refusal.PreconditionFailed(
                    "Invalid argument, 'x-delayed-type' must be an existing exchange type");
        }
        Optional<ExchangeType> type = of(name.get());
        return type.isEmpty() || type.get() == DELAYED ? Refusals.unknownExchangeType(name.get())
                : type.get().validate(arguments);
    }

    /** The type that decides where messages of an exchange with these arguments go. */
    public ExchangeType routesAs(FieldTable arguments) {
        return this == DELAYED ? arguments.text(DELAYED_TYPE).flatMap(ExchangeType::of).orElse(DIRECT) : this;
    }

    /** An empty table for the bindings of an exchange with these arguments. */
    public BindingTable newTable(FieldTable arguments, RandomGenerator random) {
        return switch (routesAs(arguments)) {
            case DIRECT -> new DirectTable();
            case FANOUT, RECENT_HISTORY -> new FanoutTable();
            case TOPIC -> new TopicTable();
            case HEADERS -> new HeadersTable();
            case CONSISTENT_HASH -> new ConsistentHashTable(HashSource.of(arguments));
            case MODULUS_HASH -> new ModulusHashTable();
            case RANDOM, LOCAL_RANDOM -> new RandomTable(random);
            case DELAYED -> throw new IllegalStateException("a delayed exchange routes as another type");
        };
    }
}
