package io.volok.broker.vhost;

import io.volok.broker.Outcome;
import io.volok.broker.ResourceName;
import io.volok.broker.policy.EffectivePolicy;
import io.volok.broker.routing.BindingTable;
import io.volok.broker.routing.ExchangeType;
import io.volok.broker.routing.RoutingNode;
import io.volok.codec.table.FieldValue;
import java.util.HashMap;
import java.util.Map;

/** An exchange of a virtual host: a handle to publish to, and what is remembered of its routes. */
public final class Exchange implements RoutingNode {

    private static final int MOST_ROUTES = 4_096;
    private static final String ALTERNATE = "alternate-exchange";

    final RecentHistory history;
    long publishedIn;
    long publishedOut;
    private final ExchangeSpec spec;
    private final ResourceName resource;
    private final ExchangeType type;
    private final BindingTable table;
    private final Map<String, VhostQueue[]> routes = new HashMap<>();
    private EffectivePolicy policy = EffectivePolicy.NONE;
    private final Outcome<Exchange> asOutcome = Outcome.done(this);
    private String alternate;

    Exchange(ExchangeSpec spec, ResourceName resource, ExchangeType type, BindingTable table) {
        this.spec = spec;
        this.resource = resource;
        this.type = type;
        this.table = table;
        this.history = type == ExchangeType.RECENT_HISTORY ? RecentHistory.of(spec.arguments()) : null;
        govern(EffectivePolicy.NONE);
    }

    /** As declared. */
    public ExchangeSpec spec() {
        return spec;
    }

    /** Its name as users see it. */
    public ResourceName resource() {
        return resource;
    }

    /** Its name. */
    public String name() {
        return spec.name();
    }

    /** Its type. */
    public ExchangeType type() {
        return type;
    }

    /** Whether its messages are checked against topic permissions. */
    public boolean isTopic() {
        return type == ExchangeType.TOPIC;
    }

    /** Whether clients may not publish to it. */
    public boolean isInternal() {
        return spec.internal();
    }

    /** Whether it is the one with the empty name, which routes to the queue named by the routing key. */
    public boolean isDefault() {
        return spec.name().isEmpty();
    }

    /** The policies in force. */
    public EffectivePolicy policy() {
        return policy;
    }

    /** Messages published to it since the start, those through other exchanges not counted. */
    public long publishedIn() {
        return publishedIn;
    }

    /** Messages it has handed to queues since the start: one for each queue. */
    public long publishedOut() {
        return publishedOut;
    }

    /** This exchange as an answer, made once. */
    Outcome<Exchange> asOutcome() {
        return asOutcome;
    }

    @Override
    public BindingTable table() {
        return table;
    }

    @Override
    public String alternateExchange() {
        return alternate;
    }

    @Override
    public boolean holdsBack() {
        return type == ExchangeType.DELAYED;
    }

    /** Puts policies in force. An argument wins over a policy. */
    void govern(EffectivePolicy changed) {
        policy = changed;
        FieldValue value = spec.arguments().find(ALTERNATE).or(() -> changed.definition().find(ALTERNATE)).orElse(null);
        alternate = value instanceof FieldValue.LongString text ? text.text() : null;
    }

    /** The route of a key, or null when it is not known. Never to be changed. */
    VhostQueue[] knownRoute(String routingKey) {
        return routes.get(routingKey);
    }

    /** Remembers the route of a key until it may have changed; only for {@link Topology#remember}. */
    void remember(String routingKey, VhostQueue[] queues) {
        if (routes.size() >= MOST_ROUTES) {
            routes.clear();
        }
        routes.put(routingKey, queues);
    }

    boolean remembersRoutes() {
        return !routes.isEmpty();
    }

    void forgetRoutes() {
        routes.clear();
    }
}
