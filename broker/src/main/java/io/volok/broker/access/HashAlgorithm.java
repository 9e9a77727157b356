package io.volok.broker.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The digests that RabbitMQ uses for stored passwords, under the names that its definitions files carry. */
public enum HashAlgorithm {
    /** The default. */
    SHA256("rabbit_password_hashing_sha256", "SHA-256"),
    /** The stronger alternative. */
    SHA512("rabbit_password_hashing_sha512", "SHA-512"),
    /** Only for users that were created before RabbitMQ 3.6. */
    MD5("rabbit_password_hashing_md5", "MD5");

    private final String rabbitName;
    private final String digestName;

    HashAlgorithm(String rabbitName, String digestName) {
        this.rabbitName = rabbitName;
        this.digestName = digestName;
    }

    /** The value of {@code hashing_algorithm} in a definitions file. */
    public String rabbitName() {
        return rabbitName;
    }

    /** Finds an algorithm by its name in a definitions file. */
    public static Optional<HashAlgorithm> byRabbitName(String name) {
        for (HashAlgorithm algorithm : values()) {
            if (algorithm.rabbitName.equals(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(digestName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + digestName, e);
        }
    }
}
