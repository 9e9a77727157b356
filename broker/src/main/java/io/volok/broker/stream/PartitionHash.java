package io.volok.broker.stream;

/** The hash by which Kafka's producers choose a partition for a key: 32-bit MurmurHash2 with Kafka's seed. */
final class PartitionHash {

    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;
    private static final int ROTATION = 24;

    private PartitionHash() {
    }

    static int murmur2(byte[] bytes) {
        return murmur2(bytes, 0, bytes.length);
    }

    static int murmur2(byte[] bytes, int offset, int length) {
        int hash = SEED ^ length;
        int words = length / Integer.BYTES;
        for (int i = 0; i < words; i++) {
            int at = offset + i * Integer.BYTES;
            int word = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16
                    | (bytes[at + 3] & 0xff) << 24;
            word *= MULTIPLIER;
            word ^= word >>> ROTATION;
            hash = hash * MULTIPLIER ^ word * MULTIPLIER;
        }
        int rest = length % Integer.BYTES;
        for (int i = rest - 1; i >= 0; i--) {
            hash ^= (bytes[offset + words * Integer.BYTES + i] & 0xff) << (8 * i);
        }
        if (rest > 0) {
            hash *= MULTIPLIER;
        }
        hash ^= hash >>> 13;
        hash *= MULTIPLIER;
        return hash ^ hash >>> 15;
    }
}
