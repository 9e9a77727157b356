package io.volok.broker.partition;

import io.volok.codec.bytes.MalformedBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Something that happened to the catalog of topics, as its log keeps it.
 *
 * <pre>
 *   created          | 1 | id 2 x int64 | name | partitions int32 | settings |
 *   deleted          | 2 | id |
 *   widened          | 3 | id | partitions int32 |
 *   configured       | 4 | id | settings |
 *   thingConfigured  | 5 | kind int8 | name | settings |
 *   settings: | count int32 | count x (name, value) |     texts: | length uint16 | modified UTF-8 |
 * </pre>
 */
sealed interface TopicFact {

    record Created(UUID id, String name, int partitions, Map<String, String> overrides) implements TopicFact {
    }

    record Deleted(UUID id) implements TopicFact {
    }

    record Widened(UUID id, int partitions) implements TopicFact {
    }

    record Configured(UUID id, Map<String, String> overrides) implements TopicFact {
    }

    record ThingConfigured(ConfiguredThing thing, Map<String, String> configs) implements TopicFact {
    }

    /** Encodes the fact. */
    default byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(this, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(TopicFact fact, DataOutputStream out) throws IOException {
        switch (fact) {
            case Created created -> {
                out.writeByte(1);
                writeId(out, created.id());
                out.writeUTF(created.name());
                out.writeInt(created.partitions());
                writeMap(out, created.overrides());
            }
            case Deleted deleted -> {
                out.writeByte(2);
                writeId(out, deleted.id());
            }
            case Widened widened -> {
                out.writeByte(3);
                writeId(out, widened.id());
                out.writeInt(widened.partitions());
            }
            case Configured configured -> {
                out.writeByte(4);
                writeId(out, configured.id());
                writeMap(out, configured.overrides());
            }
            case ThingConfigured configured -> {
                out.writeByte(5);
                out.writeByte(configured.thing().kind().ordinal());
                out.writeUTF(configured.thing().name());
                writeMap(out, configured.configs());
            }
        }
    }

    /** Reads a fact back. */
    static TopicFact decode(byte[] bytes, int offset, int length) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
            int kind = in.readByte();
            return switch (kind) {
                case 1 -> new Created(readId(in), in.readUTF(), in.readInt(), readMap(in));
                case 2 -> new Deleted(readId(in));
                case 3 -> new Widened(readId(in), in.readInt());
                case 4 -> new Configured(readId(in), readMap(in));
                case 5 -> new ThingConfigured(readThing(in), readMap(in));
                default -> throw new MalformedBytes(offset, "topic fact of kind " + kind);
            };
        } catch (IOException cut) {
            throw new UncheckedIOException("topic fact is cut", cut);
        }
    }

    private static void writeId(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static ConfiguredThing readThing(DataInputStream in) throws IOException {
        return new ConfiguredThing(ConfiguredThing.Kind.values()[in.readByte()], in.readUTF());
    }

    private static void writeMap(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    private static Map<String, String> readMap(DataInputStream in) throws IOException {
        Map<String, String> map = new HashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            map.put(in.readUTF(), in.readUTF());
        }
        return map;
    }
}
