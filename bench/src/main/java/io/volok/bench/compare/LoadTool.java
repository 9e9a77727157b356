package io.volok.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a Java load tool as a process of its own and hands back what it printed. */
final class LoadTool {

    private static final long TIMEOUT_MINUTES = 10;
    private static final int SHOWN_LINES = 10;

    private final String classPath;

    /** @param kind folder of the tool's jars: {@code kafka} or {@code rabbitmq} */
    LoadTool(String kind) {
        this.classPath = Path.of(System.getProperty("volok.bench.tools"), kind).toAbsolutePath() + "/*";
    }

    /** Runs a main class to its end; fails when the tool does. */
    String run(String mainClass, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("volok.bench.java"), "-Xmx1g", "-cp", classPath,
                mainClass));
        command.addAll(arguments);
        Path output = Files.createTempFile("volok-compare", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(mainClass + " did not end in " + TIMEOUT_MINUTES + " minutes");
            }
            String text = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new IOException(mainClass + " " + arguments + " failed:\n" + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    /** CPU seconds that all load tools have used which have ended. */
    static double cpuSecondsOfAll() throws IOException {
        return Target.cpuSeconds(Files.readString(Path.of("/proc/self/stat")), Target.CHILDREN_TIME);
    }

    /** The last number that a pattern's first group finds in a tool's output. */
    static double last(String output, String regex) throws IOException {
        Matcher matcher = Pattern.compile(regex).matcher(output);
        double value = Double.NaN;
        while (matcher.find()) {
            value = Double.parseDouble(matcher.group(1));
        }
        if (Double.isNaN(value)) {
            throw new IOException("no '" + regex + "' in " + end(output));
        }
        return value;
    }

    /** How a tool's output ended, for a message about it. */
    static String end(String output) {
        List<String> lines = output.lines().toList();
        return "the tool's output, which ended with:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }
}
