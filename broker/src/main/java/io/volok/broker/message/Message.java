package io.volok.broker.message;

import io.volok.codec.record.RecordView;

/**
 * A message on its way to be routed: a position-independent record body and what routing and queues ask about it.
 *
 * <p>Owned and reused by the publisher; whoever keeps a message copies its bytes during the call. The traits are what
 * the encoder saw while it transcoded the message, so that no queue has to decode it again.
 */
public final class Message {

    private byte[] array = new byte[0];
    private int offset;
    private int length;
    private String exchange = "";
    private String routingKey = "";
    private int bodySize;
    private int priority = -1;
    private long expirationMs = -1;
    private boolean persistent;
    private Copies copies = Copies.UNKNOWN;
    private RecordView record;

    /** What is known about CC and BCC headers. */
    private enum Copies { UNKNOWN, NONE, SOME }

    /** Sets the record body: {@code length} bytes from {@code offset}; not copied. */
    public Message body(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
        this.copies = Copies.UNKNOWN;
        return this;
    }

    /** Sets where the message was published to. */
    public Message address(String exchange, String routingKey) {
        this.exchange = exchange;
        this.routingKey = routingKey;
        return this;
    }

    /**
     * Sets what queues ask about.
     *
     * @param bodySize     size of the AMQP body in bytes
     * @param priority     the priority property, or -1 when absent
     * @param expirationMs the expiration property in milliseconds, or -1 when absent
     * @param persistent   whether delivery-mode is 2
     */
    public Message traits(int bodySize, int priority, long expirationMs, boolean persistent) {
        this.bodySize = bodySize;
        this.priority = priority;
        this.expirationMs = expirationMs;
        this.persistent = persistent;
        return this;
    }

    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    public String exchange() {
        return exchange;
    }

    public String routingKey() {
        return routingKey;
    }

    public int bodySize() {
        return bodySize;
    }

    public int priority() {
        return priority;
    }

    public long expirationMs() {
        return expirationMs;
    }

    public boolean persistent() {
        return persistent;
    }

    /** Whether the message has a header {@code CC} or {@code BCC} to be routed by. Found out once, without decoding anything. */
    public boolean hasCopies() {
        if (copies == Copies.UNKNOWN) {
            copies = findCopies() ? Copies.SOME : Copies.NONE;
        }
        return copies == Copies.SOME;
    }

    /** Says that the message's {@code CC}, if it has one, names no routing keys: it was readdressed. */
    public void withoutCopies() {
        copies = Copies.NONE;
    }

    private boolean findCopies() {
        if (record == null) {
            record = new RecordView();
        }
        record.wrapBody(array, offset, length);
        record.rewindHeaders();
        while (record.nextHeader()) {
            int nameLength = record.headerNameLength();
            if ((nameLength == 2 || nameLength == 3) && isCopies(record.array(), record.headerNameStart(), nameLength)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCopies(byte[] array, int start, int length) {
        return array[start + length - 1] == 'C' && array[start + length - 2] == 'C'
                && (length == 2 || array[start] == 'B');
    }
}
