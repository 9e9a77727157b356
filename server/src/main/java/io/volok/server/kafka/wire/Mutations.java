package io.volok.server.kafka.wire;

/** The partitions that one request makes or removes, counted against its user's quota (KIP-599). */
public interface Mutations {

    /** Nobody limits them. */
    Mutations FREE = new Mutations() {
        @Override
        public void count(int partitions) {
            // nothing is limited, so nothing is counted
        }

        @Override
        public int delayMs() {
            return 0;
        }
    };

    /**
     * Counts partitions that are about to be made or removed.
     *
     * @throws org.apache.kafka.common.errors.ThrottlingQuotaExceededException if the quota is used up and the client is
     *         one that understands that
     */
    void count(int partitions);

    /** For how many milliseconds the client has to wait, as far as counted; 0 for none. */
    int delayMs();
}
