package io.volok.server.runtime;

import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.api.Definitions;
import io.volok.server.config.ServerConfig;
import io.volok.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the definitions that the configuration names ({@code load_definitions}, or {@code definitions.local.path}): one
 * file, or the {@code .json} files of a folder in the order of their names. A broker whose definitions cannot be loaded
 * does not start.
 */
final class StartDefinitions {

    private static final Logger LOG = LoggerFactory.getLogger(StartDefinitions.class);
    private static final String LOCAL = "local_filesystem";

    private StartDefinitions() {
    }

    static boolean areConfigured(ServerConfig config) {
        return !config.get(Settings.LOAD_DEFINITIONS).isEmpty();
    }

    /** Loads them, if there are any. Waits for shards. */
    static void load(ServerConfig config, Definitions definitions) throws StartRefused {
        String backend = config.get(Settings.DEFINITIONS_BACKEND);
        if (!backend.equals(LOCAL)) {
            throw refused("definitions.import_backend: " + backend + " is not there. Write " + LOCAL + ".", null);
        }
        if (!areConfigured(config)) {
            return;
        }
        Path path = Path.of(config.get(Settings.LOAD_DEFINITIONS));
        List<byte[]> contents = new ArrayList<>();
        List<Path> files = files(path);
        for (Path file : files) {
            contents.add(read(file));
        }
        String hash = hash(contents);
        if (config.get(Settings.DEFINITIONS_SKIP) && hash.equals(definitions.loadedHash())) {
            LOG.info("The definitions in {} are those that were loaded last", path);
            return;
        }
        for (int i = 0; i < files.size(); i++) {
            load(files.get(i), contents.get(i), definitions);
        }
        definitions.loadedHash(hash).toCompletableFuture().join();
    }

    private static void load(Path file, byte[] json, Definitions definitions) throws StartRefused {
        try {
            definitions.load(json).toCompletableFuture().join();
        } catch (HttpRefusal refusal) {
            throw refused("The definitions in " + file + " cannot be loaded: " + refusal.getMessage(), refusal);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof HttpRefusal refusal) {
                throw refused("The definitions in " + file + " cannot be loaded: " + refusal.getMessage(), refusal);
            }
            throw failure;
        }
    }

    private static List<Path> files(Path path) throws StartRefused {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException unreadable) {
            throw refused("The folder of definitions " + path + " cannot be read", unreadable);
        }
    }

    private static byte[] read(Path file) throws StartRefused {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw refused("The definitions in " + file + " cannot be read", unreadable);
        }
    }

    private static String hash(List<byte[]> contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static StartRefused refused(String what, Exception cause) {
        return new StartRefused(StartRefused.Reason.CONFIGURATION, what, cause);
    }
}
