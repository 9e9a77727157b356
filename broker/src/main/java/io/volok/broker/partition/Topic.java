package io.volok.broker.partition;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One topic as the catalog knows it at one moment; immutable. Any thread may read it.
 *
 * @param id         never used again, even for a topic of the same name
 * @param name       as Kafka allows: {@code [a-zA-Z0-9._-]{1,249}}
 * @param overrides  the configuration that was set for this topic, under Kafka's names
 * @param config     what follows from the overrides and the broker's defaults
 * @param partitions in order of their index
 */
public record Topic(UUID id, String name, Map<String, String> overrides, TopicConfig config,
                    List<Partition> partitions) {

    private static final int MAX_NAME_LENGTH = 249;

    public Topic {
        overrides = Map.copyOf(overrides);
        partitions = List.copyOf(partitions);
    }

    /** Whether the broker itself owns the topic's content, so that clients may not produce to it. */
    public boolean internal() {
        return isInternal(name);
    }

    /** The partition with this index, or null if the topic has no such partition. */
    public Partition partition(int index) {
        return index >= 0 && index < partitions.size() ? partitions.get(index) : null;
    }

    public int partitionCount() {
        return partitions.size();
    }

    /** Whether a topic of this name is the broker's own. */
    public static boolean isInternal(String name) {
        return name.equals("__consumer_offsets") || name.equals("__transaction_state")
                || name.equals("__share_group_state");
    }

    /** Says what is wrong with a topic name, in Kafka's words, or null if nothing is. */
    public static String nameFault(String name) {
        if (name.isEmpty()) {
            return "the empty string is not allowed";
        }
        if (name.equals(".")) {
            return "'.' is not allowed";
        }
        if (name.equals("..")) {
            return "'..' is not allowed";
        }
        if (name.length() > MAX_NAME_LENGTH) {
            return "the length of '" + name + "' is longer than the max allowed length " + MAX_NAME_LENGTH;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i))) {
                return "'" + name + "' contains one or more characters other than ASCII alphanumerics, '.', '_' and"
                        + " '-'";
            }
        }
        return null;
    }

    private static boolean isLegal(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_'
                || c == '-';
    }
}
