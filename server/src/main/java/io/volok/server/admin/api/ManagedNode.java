package io.volok.server.admin.api;

import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.amqp.AmqpSession;
import io.volok.server.stream.StreamSession;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The node as the management API needs it. Any thread may call. */
public interface ManagedNode {

    /** The node's name, as RabbitMQ would have it: {@code volok@host}. */
    String name();

    /** The version of Volok. */
    String productVersion();

    /** The catalog of users, virtual hosts, policies and parameters. */
    ClusterCatalog catalog();

    /** All shards. */
    List<? extends Shard> shards();

    /** An open virtual host, or null. */
    VirtualHost vhost(String name);

    /** The AMQP connections. */
    Collection<AmqpSession> sessions();

    /** The stream connections. */
    Collection<StreamSession> streamSessions();

    /** How many connections and channels there have been, under the names that {@code churn_rates} has. */
    Map<String, Long> churn();

    /**
     * Logins that were tried.
     *
     * @param failed those refused
     * @param succeeded those admitted
     */
    record LoginCounts(long failed, long succeeded) {
    }

    /** Logins so far, by the protocol's name. */
    Map<String, LoginCounts> logins();

    /** Forgets the logins so far. */
    void forgetLogins();

    /** The certificates that encrypted listeners show, read anew. */
    List<X509Certificate> certificates() throws IOException;

    /** The RabbitMQ version whose behaviour is offered. */
    String rabbitVersion();

    /** What is listened on, and for which protocol. */
    List<Listening> listeners();

    /** Memory, disk and the process. */
    NodeVitals vitals();

    /** Changes the part of the memory at which publishers have to wait, from 0 (all wait now) to 1. */
    void memoryWatermark(double fraction);

    /** Changes the memory at which publishers have to wait. */
    void memoryLimit(long bytes);

    /** Changes the free disk space below which publishers have to wait. */
    void diskFreeLimit(long bytes);

    /** Whether clients are served. */
    boolean isServing();

    /** Closes the listeners of the messaging protocols with all their connections, or opens them again. Blocks. */
    void serve(boolean on);
}
