package io.volok.testkit.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Style as a test. Each finding says what to do instead. {@code tidy-exceptions.txt} lists what is tolerated for now:
 * it may only shrink, so an entry that is no longer needed is a finding too.
 */
class TidyTest {

    /** The aim is 120; a line of code may be a little longer where a break would make it harder to read. */
    private static final int LINE_CHARS_MAX = 130;
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 60;
    private static final int PARAMETERS_MAX = 7;
    private static final Pattern VAGUE_NAME =
            Pattern.compile(".*(Manager|Helper|Utils?|Impl|Processor)([A-Z].*)?|(Base|Abstract)[A-Z].*");

    private static final Map<String, String> FORBIDDEN_CALLS = Map.of(
            "Thread.sleep", "wait for the event itself, or schedule on the shard",
            "System.gc", "nothing; leave it to the JVM",
            "printStackTrace", "log it, or let it leave",
            "UUID.randomUUID", "take randomness as a parameter");
    /** Where a forbidden call is the point of the class. */
    private static final List<String> MAY_CALL = List.of("server/runtime/", "server/logging/", "cli/", "bench/");

    private final List<String> findings = new ArrayList<>();

    @Test
    void theHouseIsTidy() throws IOException {
        List<Sources.Source> main = Sources.parse(Sources.files("main"));
        for (Sources.Source source : main) {
            lines(source.path(), source.lines());
            if (source.lines().size() > FILE_LINES_MAX) {
                find(source.path(), "file", "has " + source.lines().size() + " lines; split it by responsibility");
            }
            new Rules(source).scan(source.tree(), null);
        }
        for (Path test : Sources.files("test")) {
            lines(test, Files.readAllLines(test));
        }
        packageInfos(main);

        assertThat(withoutExceptions()).isEmpty();
    }

    private void lines(Path path, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.length() > LINE_CHARS_MAX) {
                find(path, "line", (i + 1) + " has " + line.length() + " characters; break it");
            }
            if (line.contains("FIX" + "ME") || line.contains("TO" + "DO")) {
                find(path, "line", (i + 1) + " is not finished: do it, or write down where it is planned");
            }
        }
    }

    private void packageInfos(List<Sources.Source> main) {
        TreeSet<Path> packages = new TreeSet<>();
        main.forEach(source -> packages.add(source.path().getParent()));
        for (Path directory : packages) {
            if (!Files.exists(directory.resolve("package-info.java"))) {
                find(directory, "package", "has no package-info.java; say what lives here and who may call");
            }
        }
    }

    private void find(Path path, String what, String remedy) {
        findings.add(Sources.root().relativize(path) + " " + what + ": " + remedy);
    }

    private List<String> withoutExceptions() throws IOException {
        Path file = Sources.root().resolve("testkit/src/test/resources/tidy-exceptions.txt");
        List<String> left = new ArrayList<>(findings);
        for (String exception : Files.readAllLines(file)) {
            if (!exception.isBlank() && !exception.startsWith("#")
                    && !left.removeIf(finding -> finding.startsWith(exception.strip() + ":"))) {
                left.add(exception + ": is tidy now; take it off tidy-exceptions.txt");
            }
        }
        return left;
    }

    /** What needs the syntax tree. */
    private final class Rules extends TreeScanner<Void, Void> {

        private final Sources.Source source;
        private final Set<String> records = new TreeSet<>();

        Rules(Sources.Source source) {
            this.source = source;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            if (type.getKind() == Tree.Kind.RECORD) {
                records.add(type.getSimpleName().toString());
            }
            String name = type.getSimpleName().toString();
            if (VAGUE_NAME.matcher(name).matches()) {
                find(source.path(), name, "is a vague name; say what it is");
            }
            return super.visitClass(type, none);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            String name = method.getName() + "()";
            if (method.getParameters().size() > PARAMETERS_MAX && !isRecordHeader(method)) {
                find(source.path(), name, "has " + method.getParameters().size() + " parameters; make a record");
            }
            if (method.getBody() != null) {
                var positions = source.trees().getSourcePositions();
                long first = source.lineOf(positions.getStartPosition(source.tree(), method.getBody()));
                long last = source.lineOf(positions.getEndPosition(source.tree(), method.getBody()));
                if (last - first + 1 > METHOD_LINES_MAX) {
                    find(source.path(), name, "has " + (last - first + 1) + " lines; split it");
                }
            }
            return super.visitMethod(method, none);
        }

        /** A snapshot for operators may have many components; where they are set, their names are seen. */
        private boolean isRecordHeader(MethodTree method) {
            return method.getName().contentEquals("<init>") && !records.isEmpty();
        }

        @Override
        public Void visitCatch(CatchTree clause, Void none) {
            if (clause.getBlock().getStatements().isEmpty()) {
                find(source.path(), "catch", clause.getParameter() + " is empty; handle it, or let it leave");
            }
            return super.visitCatch(clause, none);
        }

        @Override
        public Void visitSynchronized(SynchronizedTree block, Void none) {
            String path = source.path().toString();
            if (!path.contains("/server/") && !path.contains("/log/store/") && !path.contains("/cli/")) {
                find(source.path(), "synchronized", "no locks in the domain; post to the owning shard");
            }
            return super.visitSynchronized(block, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            String called = call.getMethodSelect().toString();
            String path = Sources.root().relativize(source.path()).toString();
            FORBIDDEN_CALLS.forEach((forbidden, remedy) -> {
                boolean allowed = MAY_CALL.stream().anyMatch(path::contains);
                if (!allowed && (called.equals(forbidden) || called.endsWith("." + forbidden))) {
                    find(source.path(), called, "is forbidden here: " + remedy);
                }
            });
            return super.visitMethodInvocation(call, none);
        }
    }
}
