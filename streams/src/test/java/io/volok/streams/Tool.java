package io.volok.streams;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Exit;

/** Runs the main classes of Kafka's tools in this process, one at a time, and catches what they print and how they end. */
final class Tool {

    private static final String PACKAGE = "org.apache.kafka.tools.";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final String bootstrap;

    Tool(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** What came of it: the exit code, and all that was printed. */
    record Outcome(int code, String text) {
    }

    /** A tool ends the process when it is done; here it ends with this. */
    private static final class Ended extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final int code;

        Ended(int code) {
            super("exit " + code);
            this.code = code;
        }
    }

    /** Runs a command line: the class below Kafka's package of tools, and options after the one for the broker. */
    Outcome run(String line) {
        return run(line, "");
    }

    /** As {@link #run(String)}, with something to read. */
    Outcome run(String line, String input) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        String tool = words.removeFirst();
        int at = tool.equals("ClusterTool") ? 1 : 0; // its command stands before its options
        words.addAll(at, List.of("--bootstrap-server", bootstrap));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            Deque<Integer> codes = new ArrayDeque<>(); // the first counts: some tools take it for a failure and exit anew
            Exit.setExitProcedure((code, message) -> {
                codes.add(code);
                throw new Ended(codes.getFirst());
            });
            int code = main(tool.startsWith("kafka.") ? tool : PACKAGE + tool, words.toArray(String[]::new));
            return new Outcome(code, printed.toString(StandardCharsets.UTF_8));
        } finally {
            Exit.resetExitProcedure();
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
        }
    }

    private static int main(String tool, String[] options) {
        try {
            Class.forName(tool).getMethod("main", String[].class).invoke(null, (Object) options);
            return 0;
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Ended ended) {
                return ended.code;
            }
            throw new AssertionError(tool + " failed", thrown.getCause());
        } catch (ReflectiveOperationException noSuchTool) {
            throw new AssertionError(noSuchTool);
        }
    }
}
