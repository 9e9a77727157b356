package io.volok.broker;

import io.volok.broker.Refusal.AccessRefused;
import io.volok.broker.Refusal.NotAllowed;
import io.volok.broker.Refusal.NotFound;
import io.volok.broker.Refusal.PreconditionFailed;
import io.volok.broker.Refusal.ResourceLocked;

/** The texts of refusals, word for word as RabbitMQ 4.3 says them, because clients and their tests match on them. */
public final class Refusals {

    private Refusals() {
    }

    /** The thing does not exist. */
    public static Refusal notFound(ResourceName name) {
        return new NotFound("no " + name);
    }

    /** The user lacks a permission; {@code permission} is {@code configure}, {@code write} or {@code read}. */
    public static Refusal accessRefused(String permission, ResourceName name, String user) {
        return new AccessRefused(permission + " access to " + shown(name) + " refused for user '" + user + "'");
    }

    /** The user's topic permission on an exchange does not cover a routing key. */
    public static Refusal topicRefused(String permission, String routingKey, ResourceName exchange, String user) {
        return new AccessRefused(permission + " access to topic '" + routingKey + "' in " + exchange
                + " refused for user '" + user + "'");
    }

    /** The user may not enter the vhost. */
    public static Refusal vhostRefused(String vhost, String user) {
        return new NotAllowed("access to vhost '" + vhost + "' refused for user '" + user + "'");
    }

    /** There is no such vhost. */
    public static Refusal vhostNotFound(String vhost) {
        return new NotAllowed("vhost " + vhost + " not found");
    }

    /** Names that start with {@code amq.} are the broker's. */
    public static Refusal reservedName(ResourceName name) {
        return new AccessRefused(name.kind().word() + " name '" + name.name()
                + "' contains reserved prefix 'amq.*'");
    }

    /** The default exchange cannot be declared, deleted or bound. */
    public static Refusal defaultExchange() {
        return new AccessRefused("operation not permitted on the default exchange");
    }

    /** Predeclared exchanges stay. */
    public static Refusal systemExchange(ResourceName name) {
        return new AccessRefused("deletion of system " + name + " not allowed");
    }

    /** Only other exchanges may publish to an internal exchange. */
    public static Refusal internalExchange(ResourceName name) {
        return new AccessRefused("cannot publish to internal " + name);
    }

    /** The queue belongs to another connection. */
    public static Refusal locked(ResourceName name) {
        return new ResourceLocked("cannot obtain exclusive access to locked " + name
                + ". It could be originally declared on another connection or the exclusive property value"
                + " does not match that of the original declaration.");
    }

    /** Delete if-unused of a thing that is used. */
    public static Refusal inUse(ResourceName name) {
        return new PreconditionFailed(name + " in use");
    }

    /** Delete if-empty of a queue that holds messages. */
    public static Refusal notEmpty(ResourceName name) {
        return new PreconditionFailed(name + " not empty");
    }

    /** A second declaration differs from the first; both values as RabbitMQ prints them. */
    public static Refusal inequivalent(String argument, ResourceName name, String received, String current) {
        return new PreconditionFailed("inequivalent arg '" + argument + "' for " + name + ": received " + received
                + " but current is " + current);
    }

    /** An argument of a declaration has a bad type or value. */
    public static Refusal invalidArgument(String argument, ResourceName name, String reason) {
        return new PreconditionFailed("invalid arg '" + argument + "' for " + name + ": " + reason);
    }

    /** An argument that must name an exchange is not a string. */
    public static Refusal invalidArgumentType(String argument, ResourceName name, String type) {
        return new PreconditionFailed("invalid type '" + type + "' for arg '" + argument + "' in " + name);
    }

    /** There is no such exchange type. */
    public static Refusal unknownExchangeType(String type) {
        return new PreconditionFailed("unknown exchange type '" + type + "'");
    }

    /** The vhost may hold no more queues. */
    public static Refusal queueLimit(String queue, String vhost, long limit) {
        return new PreconditionFailed("cannot declare queue '" + queue + "': queue limit in vhost '" + vhost
                + "' (" + limit + ") is reached");
    }

    /** The vhost accepts no more connections. */
    public static Refusal vhostConnectionLimit(String vhost, String user, long limit) {
        return new NotAllowed("access to vhost '" + vhost + "' refused for user '" + user + "': connection limit ("
                + limit + ") is reached");
    }

    /** The user may hold no more connections. */
    public static Refusal userConnectionLimit(String user, long limit) {
        return new NotAllowed("connection refused for user '" + user + "': user connection limit (" + limit
                + ") is reached");
    }

    /** The user may hold no more channels. */
    public static Refusal userChannelLimit(String user, long limit) {
        return new NotAllowed("number of channels opened for user '" + user + "' has reached the maximum allowed user "
                + "limit of (" + limit + ")");
    }

    private static ResourceName shown(ResourceName name) {
        boolean isDefault = name.kind() == ResourceName.Kind.EXCHANGE && name.name().isEmpty();
        return isDefault ? ResourceName.exchange(name.vhost(), "amq.default") : name;
    }
}
