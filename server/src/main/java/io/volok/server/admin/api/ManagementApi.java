package io.volok.server.admin.api;

import io.volok.server.admin.Router;

/** RabbitMQ's management API over a node. */
public final class ManagementApi {

    private ManagementApi() {
    }

    /** Adds all of its paths, and starts the statistics. A fixed word in a path must stand before a name there. */
    public static void addTo(Router router, ManagedNode node) {
        router.onlyWhile(node::isServing, OperatorRoutes.ROOT);
        Domain domain = new Domain(node);
        Statistics statistics = new Statistics(node);
        Samples samples = new Samples();
        ConsumerView consumers = new ConsumerView(domain);
        ChannelView channels = new ChannelView(node.name(), samples, consumers);
        new OverviewRoutes(domain, statistics, samples).addTo(router);
        new FeatureRoutes(domain, statistics).addTo(router);
        new HealthRoutes(domain).addTo(router);
        new VhostRoutes(domain, statistics, samples).addTo(router);
        new UserRoutes(domain).addTo(router);
        new PermissionRoutes(domain).addTo(router);
        new PolicyRoutes(domain, false).addTo(router);
        new PolicyRoutes(domain, true).addTo(router);
        new ParameterRoutes(domain).addTo(router);
        new LimitRoutes(domain).addTo(router);
        new ExchangeRoutes(domain, statistics).addTo(router);
        new QueueRoutes(domain, new QueueView(node.name(), statistics), consumers).addTo(router);
        new QuorumRoutes(domain).addTo(router);
        new MessageRoutes(domain).addTo(router);
        new BindingRoutes(domain).addTo(router);
        ConnectionView connections = new ConnectionView(node.name(), samples);
        new ConnectionRoutes(domain, connections, channels, consumers).addTo(router);
        new StreamRoutes(domain, connections, new StreamView(node.name())).addTo(router);
        new DefinitionRoutes(domain).addTo(router);
        new OperatorRoutes(domain).addTo(router);
    }
}
