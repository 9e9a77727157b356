package io.volok.server.admin.api;

import io.volok.broker.routing.ExchangeType;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** The node as the API shows it. What only an Erlang machine has is not there. */
final class NodeView {

    private static final List<String> NOT_TOLD_APART = List.of("atom", "connection_channels", "connection_other",
            "connection_readers", "connection_writers", "metadata_store", "metadata_store_ets", "metrics", "mgmt_db",
            "mnesia", "msg_index", "other_ets", "plugins", "queue_procs", "quorum_ets", "quorum_queue_dlx_procs",
            "quorum_queue_procs", "reserved_unallocated", "stream_queue_coordinator_procs", "stream_queue_procs",
            "stream_queue_replica_reader_procs");

    private final Domain domain;

    NodeView(Domain domain) {
        this.domain = domain;
    }

    static List<Row> exchangeTypes() {
        List<Row> rows = new ArrayList<>();
        for (ExchangeType type : ExchangeType.values()) {
            rows.add(new Row().with("description", "AMQP " + type.typeName() + " exchange").with("enabled", true)
                    .with("name", type.typeName()));
        }
        return rows;
    }

    List<Row> listeners() {
        return domain.node().listeners().stream().map(listening -> new Row()
                .with("ip_address", listening.address()).with("node", domain.node().name())
                .with("port", listening.port()).with("protocol", listening.protocol())
                .with("socket_opts", List.of()).with("tls", listening.tls())).toList();
    }

    List<Row> contexts() {
        return domain.node().listeners().stream().filter(listening -> listening.protocol().equals("http"))
                .map(listening -> new Row().with("description", "Volok management").with("ip", listening.address())
                        .with("node", domain.node().name()).with("path", "/")
                        .with("port", Integer.toString(listening.port())).with("ssl_opts", List.of())).toList();
    }

    static String runtime(NodeVitals vitals) {
        return "Java " + vitals.process().javaVersion();
    }

    Row row() {
        ManagedNode node = domain.node();
        NodeVitals vitals = node.vitals();
        NodeVitals.ProcessVitals process = vitals.process();
        Row row = new Row()
                .with("applications", List.of(new Row().with("name", "volok").with("description", "Volok")
                        .with("version", node.productVersion())))
                .with("auth_mechanisms", List.of(mechanism("PLAIN"), mechanism("AMQPLAIN")))
                .with("being_drained", !node.isServing())
                .with("cluster_links", List.of()).with("config_files", List.of())
                .with("contexts", contexts()).with("db_dir", process.dataDirectory())
                .with("disk_free", vitals.diskFreeBytes()).with("disk_free_alarm", vitals.hasAlarm(NodeVitals.DISK))
                .with("disk_free_details", Track.details(0)).with("disk_free_limit", vitals.diskLimitBytes())
                .with("enabled_plugins", BuiltInPlugins.NAMES)
                .with("erlang_full_version", runtime(vitals)).with("erlang_version", process.javaVersion())
                .with("exchange_types", exchangeTypes());
        row.with("fd_total", process.openFilesMax()).with("fd_used", process.openFiles())
                .with("log_files", List.of()).with("mem_alarm", vitals.hasAlarm(NodeVitals.MEMORY))
                .with("mem_calculation_strategy", "rss").with("mem_limit", vitals.memoryLimitBytes())
                .with("mem_used", vitals.memoryUsedBytes()).with("mem_used_details", Track.details(0))
                .with("name", node.name()).with("os_pid", Long.toString(process.pid())).with("partitions", List.of())
                .with("proc_total", 1_048_576).with("proc_used", process.threads())
                .with("processors", process.processors())
                .with("rabbitmq_version", node.rabbitVersion())
                .with("rates_mode", "basic").with("run_queue", 0).with("running", true);
        return row.with("sockets_total", process.openFilesMax()).with("sockets_used", node.sessions().size())
                .with("type", "disc").with("uptime", System.currentTimeMillis() - vitals.startedAtMs());
    }

    private static Row mechanism(String name) {
        return new Row().with("name", name).with("description", "SASL " + name).with("enabled", true);
    }

    /** RabbitMQ's breakdown, whose every part its tools insist on; what is not told apart here counts as heap. */
    Row memory() {
        long used = domain.node().vitals().memoryUsedBytes();
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        long code = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed();
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        Row parts = new Row();
        NOT_TOLD_APART.forEach(part -> parts.put(part, 0));
        parts.with("binary", buffers).with("code", code).with("other_proc", heap)
                .with("other_system", Math.max(0, used - runtime.totalMemory() - code - buffers))
                .with("allocated_unused", runtime.freeMemory()).with("strategy", "rss")
                .with("total", new Row().with("allocated", runtime.totalMemory()).with("erlang", heap)
                        .with("rss", used));
        return new Row().with("memory", parts);
    }

    /** The same in percent of all that the process uses. */
    Row relativeMemory() {
        long used = Math.max(1, domain.node().vitals().memoryUsedBytes());
        Row parts = new Row().with("total", 100);
        ((Row) memory().get("memory")).forEach((part, bytes) -> {
            if (bytes instanceof Number number) {
                parts.put(part, Math.ceilDiv(100 * number.longValue(), used));
            }
        });
        return new Row().with("memory", parts);
    }
}
