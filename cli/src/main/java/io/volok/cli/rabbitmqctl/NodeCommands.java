package io.volok.cli.rabbitmqctl;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The node as a whole: alive, started, stopped, its watermarks. */
final class NodeCommands {

    private static final long POLL_NANOS = 200_000_000L;
    private static final String AWAIT_DEFAULT_S = "300";

    private NodeCommands() {
    }

    static void addTo(Map<String, CtlCommand> commands) {
        commands.put("ping", new CtlCommand("[--timeout <timeout>]", 0, 0, NodeCommands::ping));
        commands.put("await_startup", new CtlCommand("[--timeout <timeout>]", 0, 0, true, NodeCommands::awaitStartup));
        commands.put("version", new CtlCommand("[--all]", 0, 0, NodeCommands::version));
        commands.put("stop_app", new CtlCommand("", 0, 0, ctl -> serve(ctl, false)));
        commands.put("start_app", new CtlCommand("[--timeout <timeout>]", 0, 0, ctl -> serve(ctl, true)));
        commands.put("stop", new CtlCommand("[<pidfile>]", 0, 1, NodeCommands::stop));
        commands.put("shutdown", new CtlCommand("[--timeout <timeout>]", 0, 0, NodeCommands::stop));
        commands.put("set_vm_memory_high_watermark", new CtlCommand("<fraction> | absolute <value>", 1, 2,
                NodeCommands::setMemory));
        commands.put("set_disk_free_limit", new CtlCommand("<disk_limit> | mem_relative <fraction>", 1, 2,
                NodeCommands::setDisk));
        commands.put("node_health_check", new CtlCommand("[--timeout <timeout>]", 0, 0, ctl -> {
            ctl.done(ctl.client().get(NodeClient.path("healthchecks", "node")));
            ctl.banner("Health check passed");
        }));
    }

    private static NodeClient.Reply serving(Ctl ctl) {
        return ctl.client().get(NodeClient.path("volok", "serving"));
    }

    static boolean isServing(Ctl ctl) {
        return serving(ctl).json() instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("serving"));
    }

    private static void ping(Ctl ctl) {
        ctl.banner("Will ping " + ctl.node() + ". This only checks if the OS process is running and answers. Timeout: "
                + ctl.arguments().option("timeout", "60") + "000 ms.");
        ctl.done(serving(ctl));
        ctl.out().println("Ping succeeded");
    }

    /** Finds a node that may only be starting. */
    static NodeAddress await(CtlArguments arguments) {
        long deadline = deadline(arguments);
        while (true) {
            try {
                return NodeAddress.find(arguments);
            } catch (CtlFailure notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static long deadline(CtlArguments arguments) {
        return System.nanoTime() + Long.parseLong(arguments.option("timeout", AWAIT_DEFAULT_S)) * 1_000_000_000L;
    }

    /** Waits for a node that is only starting, too. */
    private static void awaitStartup(Ctl ctl) {
        long deadline = deadline(ctl.arguments());
        while (true) {
            try {
                if (isServing(ctl)) {
                    return;
                }
            } catch (CtlFailure notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
            if (System.nanoTime() > deadline) {
                throw CtlFailure.error(CtlFailure.UNAVAILABLE, "operation await_startup on node " + ctl.node()
                        + " timed out. Timeout value used: " + ctl.arguments().option("timeout", AWAIT_DEFAULT_S)
                        + "000");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void version(Ctl ctl) {
        ctl.out().println(ctl.done(ctl.client().get(NodeClient.path("version"))).json());
    }

    private static void serve(Ctl ctl, boolean on) {
        ctl.banner((on ? "Starting node " : "Stopping rabbit application on node ") + ctl.node() + " ...");
        ctl.done(ctl.client().put(NodeClient.path("volok", "serving"), Map.of("serving", on)));
    }

    private static void stop(Ctl ctl) {
        ctl.banner("Stopping and halting node " + ctl.node() + " ...");
        Map<?, ?> node = ctl.done(ctl.client().get(NodeClient.path("nodes"))).rows().getFirst();
        ProcessHandle.of(Long.parseLong(String.valueOf(node.get("os_pid")))).ifPresent(process -> {
            process.destroy();
            process.onExit().join();
        });
    }

    // ---- watermarks ----

    /** A word that announces a value, and no value behind it. */
    private static void requireValueBehind(Ctl ctl, String word) {
        if (ctl.count() == 1 && ctl.argument(0).equals(word)) {
            throw new RabbitmqctlCommand.WrongUse("not enough arguments.");
        }
    }

    private static void setMemory(Ctl ctl) {
        requireValueBehind(ctl, "absolute");
        boolean absolute = ctl.count() == 2 && ctl.argument(0).equals("absolute");
        String value = ctl.argument(ctl.count() - 1);
        Map<String, Object> body = absolute ? Map.of("bytes", bytes(value)) : Map.of("fraction", fraction(value, 1));
        ctl.banner("Setting memory threshold on " + ctl.node() + " to " + value + (absolute ? " bytes ..." : " ..."));
        ctl.done(ctl.client().put(NodeClient.path("volok", "memory-watermark"), body));
    }

    private static void setDisk(Ctl ctl) {
        requireValueBehind(ctl, "mem_relative");
        boolean relative = ctl.count() == 2 && ctl.argument(0).equals("mem_relative");
        String value = ctl.argument(ctl.count() - 1);
        long bytes = relative ? (long) (fraction(value, Double.MAX_VALUE) * machineBytes()) : bytes(value);
        ctl.banner("Setting disk free limit on " + ctl.node() + " to " + value
                + (relative ? " times the total RAM ..." : " bytes ..."));
        ctl.done(ctl.client().put(NodeClient.path("volok", "disk-free-limit"), Map.of("bytes", bytes)));
    }

    private static long machineBytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    private static double fraction(String text, double most) {
        try {
            double fraction = Double.parseDouble(text);
            if (fraction >= 0 && fraction <= most) {
                return fraction;
            }
        } catch (NumberFormatException notANumber) {
            throw new RabbitmqctlCommand.WrongUse("Bad argument.", CtlFailure.DATA);
        }
        throw new RabbitmqctlCommand.WrongUse("Bad argument: The threshold should be a fraction between 0.0 and 1.0",
                CtlFailure.DATA);
    }

    /** A number of bytes, with RabbitMQ's units: kB and the like count in thousands, KiB and the like in 1024s. */
    static long bytes(String text) {
        String digits = text.replaceAll("[^0-9].*$", "");
        String unit = text.substring(digits.length());
        if (digits.isEmpty()) {
            throw new RabbitmqctlCommand.WrongUse("Bad argument.", CtlFailure.DATA);
        }
        long factor = switch (unit) {
            case "" -> 1L;
            case "kB", "KB", "kb" -> 1_000L;
            case "MB", "mb" -> 1_000_000L;
            case "GB", "gb" -> 1_000_000_000L;
            case "TB", "tb" -> 1_000_000_000_000L;
            case "k", "K", "kiB", "KiB" -> 1L << 10;
            case "M", "m", "MiB" -> 1L << 20;
            case "G", "g", "GiB" -> 1L << 30;
            case "T", "t", "TiB" -> 1L << 40;
            default -> throw new RabbitmqctlCommand.WrongUse("Bad argument.", CtlFailure.DATA);
        };
        return Long.parseLong(digits) * factor;
    }
}
