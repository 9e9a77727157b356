package io.volok.broker.access;

import io.volok.broker.Refusal;
import io.volok.broker.Refusals;
import io.volok.broker.ResourceName;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one user may do in one vhost, checked again whenever the rules change. Belongs to one session; single-threaded.
 *
 * <p>Answers are remembered: a publish costs a map look-up, not a regular expression. The memory is dropped when it
 * grows past {@value #MOST_REMEMBERED} names, or when the rules are replaced.
 */
public final class Grants {

    private static final int MOST_REMEMBERED = 1_000;

    private final String user;
    private final String vhost;
    private final Supplier<? extends AccessRules> rules;
    private final Map<ResourceName, Refusal[]> remembered = new HashMap<>();
    private final Map<TopicQuestion, NamePattern> topicPatterns = new HashMap<>();
    private AccessRules rememberedFor;

    /** Grants of a user in a vhost; {@code rules} gives the rules of the moment. */
    public Grants(String user, String vhost, Supplier<? extends AccessRules> rules) {
        this.user = user;
        this.vhost = vhost;
        this.rules = rules;
    }

    /** The user these grants are for. */
    public String user() {
        return user;
    }

    /** Null when the user may enter the vhost. */
    public Refusal checkVhost() {
        return current().permissions(vhost, user) == null ? Refusals.vhostRefused(vhost, user) : null;
    }

    /** Null when the user has the permission on the queue or exchange. */
    public Refusal check(Permission permission, ResourceName name) {
        AccessRules now = current();
        Refusal[] answers = remembered.get(name);
        if (answers == null) {
            answers = judge(now, name);
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(name, answers);
        }
        return answers[permission.ordinal()];
    }

    /** Null when the user has at least one of the three permissions, which is what a passive declare asks for. */
    public Refusal checkAny(ResourceName name) {
        for (Permission permission : Permission.values()) {
            if (check(permission, name) == null) {
                return null;
            }
        }
        return check(Permission.CONFIGURE, name);
    }

    /**
     * Null when the user may use the routing key on the topic exchange ({@link Permission#WRITE} to publish,
     * {@link Permission#READ} to bind). Only to be asked for exchanges of type topic.
     */
    public Refusal checkTopic(Permission permission, ResourceName exchange, String routingKey) {
        AccessRules now = current();
        TopicPermissions topic = now.topicPermissions(vhost, user, exchange.name());
        if (topic == null) {
            return null;
        }
        NamePattern pattern = topicPatterns.computeIfAbsent(new TopicQuestion(permission, exchange.name()),
                question -> topic.pattern(permission, user, vhost));
        return pattern.matches(routingKey) ? null
                : Refusals.topicRefused(permission.word(), routingKey, exchange, user);
    }

    private Refusal[] judge(AccessRules now, ResourceName name) {
        boolean isDefault = name.kind() == ResourceName.Kind.EXCHANGE && name.name().isEmpty();
        String judged = isDefault ? "amq.default" : name.name();
        Permissions permissions = now.permissions(vhost, user);
        Refusal[] answers = new Refusal[Permission.values().length];
        for (Permission permission : Permission.values()) {
            boolean allowed = permissions != null && permissions.allow(permission, judged);
            answers[permission.ordinal()] = allowed ? null : Refusals.accessRefused(permission.word(), name, user);
        }
        return answers;
    }

    private AccessRules current() {
        AccessRules now = rules.get();
        if (now != rememberedFor) {
            remembered.clear();
            topicPatterns.clear();
            rememberedFor = now;
        }
        return now;
    }

    private record TopicQuestion(Permission permission, String exchange) {
    }
}
