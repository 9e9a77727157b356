package io.volok.testkit.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** All Java sources of the project, parsed but not compiled. */
final class Sources {

    private static final List<String> MODULES = List.of("codec", "log", "broker", "server", "cli", "testkit", "bench");

    /** One parsed file. */
    record Source(Path path, List<String> lines, CompilationUnitTree tree, Trees trees) {

        long lineOf(long position) {
            return tree.getLineMap().getLineNumber(position);
        }
    }

    private Sources() {
    }

    /** The directory with the launcher in it, above the directory in which the tests run. */
    static Path root() {
        Path candidate = Path.of("").toAbsolutePath();
        while (!Files.exists(candidate.resolve("volok")) || !Files.exists(candidate.resolve("codec/pom.xml"))) {
            candidate = candidate.getParent();
        }
        return candidate;
    }

    /** Sources below {@code src/main/java} or {@code src/test/java} of all modules. */
    static List<Path> files(String kind) {
        List<Path> files = new ArrayList<>();
        for (String module : MODULES) {
            Path directory = root().resolve(module).resolve("src").resolve(kind).resolve("java");
            if (Files.exists(directory)) {
                try (Stream<Path> all = Files.walk(directory)) {
                    all.filter(path -> path.toString().endsWith(".java")).sorted().forEach(files::add);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            }
        }
        return files;
    }

    static List<Source> parse(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> sources = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(files));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree tree : task.parse()) {
                Path path = Path.of(tree.getSourceFile().toUri());
                sources.add(new Source(path, Files.readAllLines(path), tree, trees));
            }
        }
        return sources;
    }
}
