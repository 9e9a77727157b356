package io.volok.broker.txn;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The records of {@code __transaction_state}, as Kafka writes them: TransactionLogKey v0, TransactionLogValue v1 (v0 is
 * read, too).
 *
 * <pre>
 *   key      | version int16 = 0 | transactionalId: length int16, UTF-8 |
 *   value v1 | version int16 = 1 | producerId int64 | producerEpoch int16 | timeoutMs int32 | state int8 |
 *            | partitions: count + 1 uvarint (0: null) x { topic: length + 1 uvarint, UTF-8 |
 *            |                                             indexes: count + 1 uvarint x int32 | tags } |
 *            | updateMs int64 | startMs int64 | tags |
 *   tags     | count uvarint x { tag uvarint | length uvarint | bytes } |
 *            0 previousProducerId int64, 1 nextProducerId int64, 2 clientVersion int16, 3 nextProducerEpoch int16
 *   value v0 the same without tags, with lengths and counts as int16 (topic) and int32 (-1: null)
 * </pre>
 */
final class TransactionRecords {

    private static final short KEY_VERSION = 0;
    private static final short VALUE_VERSION = 1;
    private static final int TAG_PREVIOUS_ID = 0;
    private static final int TAG_NEXT_ID = 1;
    private static final int TAG_CLIENT_VERSION = 2;

    private TransactionRecords() {
    }

    static byte[] key(String transactionalId) {
        byte[] utf8 = transactionalId.getBytes(StandardCharsets.UTF_8);
        ByteWriter out = new ByteWriter(4 + utf8.length);
        out.u16(KEY_VERSION);
        out.u16(utf8.length);
        out.bytes(utf8);
        return out.toByteArray();
    }

    static byte[] value(Transaction transaction) {
        TxnProducer producer = transaction.producer();
        ByteWriter out = new ByteWriter(128);
        out.u16(VALUE_VERSION);
        out.u64(producer.id());
        out.u16(producer.epoch());
        out.u32(transaction.timeoutMs());
        out.u8(transaction.state().code());
        partitions(out, transaction);
        out.u64(transaction.times().updateMs());
        out.u64(transaction.times().startMs());
        int tags = (producer.previousId() == TxnProducer.NO_ID ? 0 : 1) + (producer.nextId() == TxnProducer.NO_ID ? 0 : 1)
                + (transaction.clientVersion() == 0 ? 0 : 1);
        uvarint(out, tags);
        taggedLong(out, TAG_PREVIOUS_ID, producer.previousId());
        taggedLong(out, TAG_NEXT_ID, producer.nextId());
        if (transaction.clientVersion() != 0) {
            uvarint(out, TAG_CLIENT_VERSION);
            uvarint(out, Short.BYTES);
            out.u16(transaction.clientVersion());
        }
        return out.toByteArray();
    }

    /** The transactional id in a key, or null if the key is of a type that is not ours. */
    static String transactionalId(ByteBuffer key) {
        if (key.getShort() != KEY_VERSION) {
            return null;
        }
        return text(key, key.getShort());
    }

    static Transaction transaction(String transactionalId, ByteBuffer value) {
        short version = value.getShort();
        if (version < 0 || version > VALUE_VERSION) {
            throw new MalformedBytes(value.position(), "transaction record of version " + version);
        }
        boolean flexible = version == VALUE_VERSION;
        long producerId = value.getLong();
        short epoch = value.getShort();
        int timeoutMs = value.getInt();
        TxnState state = TxnState.of(value.get());
        SortedSet<TxnPartition> partitions = flexible ? partitions(value) : partitionsOfVersion0(value);
        long updateMs = value.getLong();
        long startMs = value.getLong();
        Tags tags = flexible ? Tags.read(value) : new Tags();
        TxnProducer producer =
                new TxnProducer(producerId, epoch, TxnProducer.NO_EPOCH, tags.previousId, tags.nextId);
        return new Transaction(transactionalId, producer, timeoutMs, state, partitions,
                new Transaction.Times(startMs, updateMs), tags.clientVersion);
    }

    private static void partitions(ByteWriter out, Transaction transaction) {
        if (transaction.state() == TxnState.EMPTY) {
            uvarint(out, 0);
            return;
        }
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (TxnPartition partition : transaction.partitions()) {
            byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>()).add(partition.index());
        }
        uvarint(out, byTopic.size() + 1);
        byTopic.forEach((topic, indexes) -> {
            byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
            uvarint(out, utf8.length + 1);
            out.bytes(utf8);
            uvarint(out, indexes.size() + 1);
            indexes.forEach(out::u32);
            uvarint(out, 0);
        });
    }

    private static SortedSet<TxnPartition> partitions(ByteBuffer in) {
        SortedSet<TxnPartition> partitions = new TreeSet<>();
        int topics = uvarint(in) - 1;
        for (int i = 0; i < topics; i++) {
            String topic = text(in, uvarint(in) - 1);
            int count = uvarint(in) - 1;
            for (int j = 0; j < count; j++) {
                partitions.add(new TxnPartition(topic, in.getInt()));
            }
            skipTags(in);
        }
        return partitions;
    }

    private static SortedSet<TxnPartition> partitionsOfVersion0(ByteBuffer in) {
        SortedSet<TxnPartition> partitions = new TreeSet<>();
        int topics = in.getInt();
        for (int i = 0; i < topics; i++) {
            String topic = text(in, in.getShort());
            int count = in.getInt();
            for (int j = 0; j < count; j++) {
                partitions.add(new TxnPartition(topic, in.getInt()));
            }
        }
        return partitions;
    }

    private static void taggedLong(ByteWriter out, int tag, long value) {
        if (value != TxnProducer.NO_ID) {
            uvarint(out, tag);
            uvarint(out, Long.BYTES);
            out.u64(value);
        }
    }

    private static void skipTags(ByteBuffer in) {
        for (int i = uvarint(in); i > 0; i--) {
            uvarint(in);
            int length = uvarint(in);
            in.position(in.position() + length);
        }
    }

    private static String text(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new MalformedBytes(in.position(), "text of length " + length);
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void uvarint(ByteWriter out, int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            out.u8(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.u8(rest);
    }

    private static int uvarint(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBytes(in.position(), "varint too long");
    }

    /** The tagged fields; unknown ones are passed over, as Kafka does. */
    private static final class Tags {
        private long previousId = TxnProducer.NO_ID;
        private long nextId = TxnProducer.NO_ID;
        private short clientVersion;

        static Tags read(ByteBuffer in) {
            Tags tags = new Tags();
            for (int i = uvarint(in); i > 0; i--) {
                int tag = uvarint(in);
                int length = uvarint(in);
                int end = in.position() + length;
                switch (tag) {
                    case TAG_PREVIOUS_ID -> tags.previousId = in.getLong();
                    case TAG_NEXT_ID -> tags.nextId = in.getLong();
                    case TAG_CLIENT_VERSION -> tags.clientVersion = in.getShort();
                    default -> { }
                }
                in.position(end);
            }
            return tags;
        }
    }
}
