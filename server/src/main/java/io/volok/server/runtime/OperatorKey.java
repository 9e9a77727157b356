package io.volok.server.runtime;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Lets the operator's tool in: a file in the data directory that only the broker's own user can read tells where the
 * node listens and holds a token, new at every start. Who can read the file may do everything.
 */
final class OperatorKey implements AutoCloseable {

    /** The file's name in the data directory. */
    static final String FILE = "volok.operator";

    private static final int TOKEN_BYTES = 32;

    private final Path file;
    private final byte[] token;

    private OperatorKey(Path file, byte[] token) {
        this.file = file;
        this.token = token;
    }

    /** Makes a new token; the file is written when the port is known. */
    static OperatorKey make(Path dataDirectory) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return new OperatorKey(dataDirectory.resolve(FILE),
                HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes the file for a node that listens. */
    void publish(String node, String host, int port) throws IOException {
        Properties content = new Properties();
        content.setProperty("node", node);
        content.setProperty("host", host.isEmpty() || host.equals("0.0.0.0") ? "127.0.0.1" : host);
        content.setProperty("port", Integer.toString(port));
        content.setProperty("token", new String(token, StandardCharsets.US_ASCII));
        Path draft = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(draft);
        if (Files.getFileStore(draft.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (Writer writer = Files.newBufferedWriter(draft, StandardOpenOption.CREATE)) {
            content.store(writer, "How the operator's tool finds this node. Keep it secret.");
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether somebody holds the token; takes the same time wherever the difference is. */
    boolean opensWith(String given) {
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
