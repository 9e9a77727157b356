package io.volok.codec.bytes;

/**
 * The bytes at hand are not what their format demands. The only exception a codec throws because of its input.
 *
 * <p>It carries no stack trace: it is a statement about somebody else's bytes, and a peer can provoke it at will.
 */
public final class MalformedBytes extends RuntimeException {

    private final long position;
    private final String reason;

    /**
     * @param position where in the given bytes the fault was noticed, -1 if that is unknown
     * @param reason what is wrong, in words fit for a protocol's close message
     */
    public MalformedBytes(long position, String reason) {
        super(position < 0 ? reason : reason + " at byte " + position, null, false, false);
        this.position = position;
        this.reason = reason;
    }

    /** Where the fault was noticed, relative to the buffer that was given; -1 if unknown. */
    public long position() {
        return position;
    }

    /** What is wrong, without the position. */
    public String reason() {
        return reason;
    }
}
