package io.volok.server.kafka.coordinator;

/** An internal topic that exists. Any thread may call. */
public interface InternalTopic {

    /** Number of partitions, fixed for the life of a coordinator. */
    int partitionCount();

    /** The partition with that index, {@code 0 <= index < partitionCount()}. */
    InternalPartition partition(int index);
}
