package io.volok.broker.partition;

import java.util.List;

/** What came of a batch that a producer sent to a partition. */
public sealed interface Produced {

    /**
     * It is in the log (also when it had been there already, as a producer's retry finds out).
     *
     * @param baseOffset      offset of its first record
     * @param endOffset       behind its last record: it is acknowledged once the log is durable up to here
     * @param logAppendTimeMs when the log took it, -1 on a topic that keeps the producer's time
     * @param startOffset     first offset of the log at that moment
     */
    record Appended(long baseOffset, long endOffset, long logAppendTimeMs, long startOffset) implements Produced {
    }

    /**
     * It is not in the log.
     *
     * @param records the records that are at fault, if single ones are
     */
    record Refused(Fault fault, String text, List<RecordFault> records) implements Produced {

        /** Whether the batch was sound, so that what is in it was looked at. */
        public boolean looked() {
            return switch (fault) {
                case INVALID_RECORD, INVALID_TIMESTAMP, INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE,
                        NOT_TRANSACTIONAL -> true;
                case CORRUPT, BATCH_TOO_LARGE, SEGMENT_TOO_SMALL, COORDINATOR_FENCED, DISK_FULL -> false;
            };
        }
    }

    /** What is wrong with one record, by its place in the batch. */
    record RecordFault(int batchIndex, String text) {
    }

    /** Why a batch was refused. */
    enum Fault {
        CORRUPT,
        INVALID_RECORD,
        INVALID_TIMESTAMP,
        BATCH_TOO_LARGE,
        SEGMENT_TOO_SMALL,
        INVALID_PRODUCER_EPOCH,
        OUT_OF_ORDER_SEQUENCE,
        NOT_TRANSACTIONAL,
        COORDINATOR_FENCED,
        DISK_FULL
    }

    /** Refuses the batch as a whole. */
    static Refused refuse(Fault fault, String text) {
        return new Refused(fault, text, List.of());
    }
}
