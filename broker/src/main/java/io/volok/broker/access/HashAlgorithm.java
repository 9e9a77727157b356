package io.volok.broker.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The ways in which RabbitMQ hashes stored passwords, under the names that its definitions files carry. */
public enum HashAlgorithm {
    /** The default: one round of SHA-256. */
    SHA256("rabbit_password_hashing_sha256", "SHA-256", 4),
    /** One round of SHA-512. */
    SHA512("rabbit_password_hashing_sha512", "SHA-512", 4),
    /** 600,000 rounds of HMAC-SHA-256, since RabbitMQ 4.3.5. Slow on purpose. */
    PBKDF2_SHA256("rabbit_password_hashing_pbkdf2_sha256", "PBKDF2WithHmacSHA256", 16),
    /** Only for users that were created before RabbitMQ 3.6. */
    MD5("rabbit_password_hashing_md5", "MD5", 4);

    private static final int PBKDF2_ROUNDS = 600_000;
    private static final int PBKDF2_KEY_BITS = 256;

    private final String rabbitName;
    private final String javaName;
    private final int saltLength;

    HashAlgorithm(String rabbitName, String javaName, int saltLength) {
        this.rabbitName = rabbitName;
        this.javaName = javaName;
        this.saltLength = saltLength;
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

    /** Whether hashing takes so long that the threads which serve connections must not do it. */
    boolean isSlow() {
        return this == PBKDF2_SHA256;
    }

    int saltLength() {
        return saltLength;
    }

    byte[] hash(byte[] salt, String password) {
        try {
            return this == PBKDF2_SHA256 ? stretched(salt, password) : digested(salt, password);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + javaName, e);
        }
    }

    private byte[] digested(byte[] salt, String password) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance(javaName);
        digest.update(salt);
        return digest.digest(password.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] stretched(byte[] salt, String password) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, PBKDF2_ROUNDS, PBKDF2_KEY_BITS);
        return SecretKeyFactory.getInstance(javaName).generateSecret(spec).getEncoded();
    }
}
