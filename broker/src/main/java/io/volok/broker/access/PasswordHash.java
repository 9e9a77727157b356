package io.volok.broker.access;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A stored password as RabbitMQ stores it, so that its users move over with their passwords.
 *
 * <pre>
 *   0        4 (16 for PBKDF2)
 *   +--------+-----------------------------------------+
 *   | salt   | hash of salt and password in UTF-8      |
 *   +--------+-----------------------------------------+
 * </pre>
 */
public final class PasswordHash {

    private final HashAlgorithm algorithm;
    private final byte[] saltAndDigest;

    private PasswordHash(HashAlgorithm algorithm, byte[] saltAndDigest) {
        this.algorithm = algorithm;
        this.saltAndDigest = saltAndDigest;
    }

    /** Hashes a password with a salt drawn from {@code random}. */
    public static PasswordHash of(HashAlgorithm algorithm, String password, RandomGenerator random) {
        byte[] salt = new byte[algorithm.saltLength()];
        random.nextBytes(salt);
        return new PasswordHash(algorithm, salted(algorithm, salt, password));
    }

    /** Takes a hash from a definitions file; {@link IllegalArgumentException} when the text is not padded base64. */
    public static PasswordHash parse(HashAlgorithm algorithm, String base64) {
        if (base64.length() % 4 != 0) {
            throw new IllegalArgumentException("the base64 is not padded");
        }
        return new PasswordHash(algorithm, Base64.getDecoder().decode(base64));
    }

    /** The algorithm the password is hashed with. */
    public HashAlgorithm algorithm() {
        return algorithm;
    }

    /** Whether {@link #matches} takes so long that the threads which serve connections must not call it. */
    public boolean isSlow() {
        return algorithm.isSlow();
    }

    /** The form in a definitions file. */
    public String base64() {
        return Base64.getEncoder().encodeToString(saltAndDigest);
    }

    /** Whether this is the hash of the password; takes the same time wherever the difference is. */
    public boolean matches(String password) {
        if (saltAndDigest.length <= algorithm.saltLength()) {
            return false;
        }
        byte[] salt = Arrays.copyOf(saltAndDigest, algorithm.saltLength());
        return MessageDigest.isEqual(saltAndDigest, salted(algorithm, salt, password));
    }

    private static byte[] salted(HashAlgorithm algorithm, byte[] salt, String password) {
        byte[] hash = algorithm.hash(salt, password);
        byte[] both = Arrays.copyOf(salt, salt.length + hash.length);
        System.arraycopy(hash, 0, both, salt.length, hash.length);
        return both;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash hash && algorithm == hash.algorithm
                && Arrays.equals(saltAndDigest, hash.saltAndDigest);
    }

    @Override
    public int hashCode() {
        return 31 * algorithm.hashCode() + Arrays.hashCode(saltAndDigest);
    }

    /** Shows the algorithm only: hashes do not belong in logs. */
    @Override
    public String toString() {
        return algorithm.rabbitName();
    }
}
