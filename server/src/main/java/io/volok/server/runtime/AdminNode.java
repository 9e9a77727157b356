package io.volok.server.runtime;

import io.volok.broker.catalog.ClusterCatalog;
import io.volok.broker.shard.Shard;
import io.volok.broker.vhost.VirtualHost;
import io.volok.server.admin.api.Listening;
import io.volok.server.admin.api.ManagedNode;
import io.volok.server.admin.api.NodeVitals;
import io.volok.server.amqp.AmqpSession;
import io.volok.server.stream.StreamSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A running node as the management API sees it. Any thread. */
final class AdminNode implements ManagedNode {

    private final VolokNode node;
    private final ResourceMonitor monitor;
    private final List<? extends Shard> shards;
    private final String httpHost;
    private final String name = "volok@" + hostName();
    private volatile int httpPort;

    AdminNode(VolokNode node, ResourceMonitor monitor, List<? extends Shard> shards, String httpHost) {
        this.node = node;
        this.monitor = monitor;
        this.shards = shards;
        this.httpHost = httpHost.isEmpty() ? "0.0.0.0" : httpHost;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().split("\\.")[0];
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    void httpPort(int port) {
        httpPort = port;
    }

    private NodeDomain domain() {
        return node.service().domain();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String productVersion() {
        return Version.text();
    }

    @Override
    public ClusterCatalog catalog() {
        return domain().catalog();
    }

    @Override
    public List<? extends Shard> shards() {
        return shards;
    }

    @Override
    public VirtualHost vhost(String vhost) {
        return domain().vhosts().get(vhost);
    }

    @Override
    public Collection<AmqpSession> sessions() {
        return domain().amqp().sessions();
    }

    @Override
    public Collection<StreamSession> streamSessions() {
        return domain().stream().sessions();
    }

    @Override
    public Map<String, Long> churn() {
        return domain().amqp().churn();
    }

    @Override
    public void forgetLogins() {
        domain().amqp().attempts().forget();
    }

    @Override
    public Map<String, LoginCounts> logins() {
        return domain().amqp().attempts().counts();
    }

    @Override
    public List<X509Certificate> certificates() throws IOException {
        return TlsFiles.certificates(node.config());
    }

    @Override
    public String rabbitVersion() {
        return domain().amqp().settings().serverVersion();
    }

    @Override
    public List<Listening> listeners() {
        List<Listening> all = new ArrayList<>(node.isServing() ? node.service().listening() : List.of());
        all.add(new Listening("http", httpHost, httpPort, false));
        return all;
    }

    @Override
    public NodeVitals vitals() {
        return monitor.vitals();
    }

    @Override
    public void memoryWatermark(double fraction) {
        monitor.memoryWatermark(fraction);
    }

    @Override
    public void memoryLimit(long bytes) {
        monitor.memoryLimit(bytes);
    }

    @Override
    public void diskFreeLimit(long bytes) {
        monitor.diskLimit(bytes);
    }

    @Override
    public boolean isServing() {
        return node.isServing();
    }

    @Override
    public void serve(boolean on) {
        node.serve(on);
    }
}
