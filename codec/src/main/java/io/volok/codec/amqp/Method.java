package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteWriter;

/**
 * A method: what one side tells the other, typed. One small record each, grouped by class. Fields that the
 * specification reserves are not components; they are written as zero and skipped when read.
 */
public sealed interface Method permits ConnectionMethod, ChannelMethod, AccessMethod, ExchangeMethod, QueueMethod,
        BasicMethod, TxMethod, ConfirmMethod {

    /** The id of the class, as in 60 for {@code basic}. */
    int classId();

    /** The id within the class. */
    int methodId();

    /** Whether a content header and body follow the method. */
    default boolean hasContent() {
        return false;
    }

    /** Writes the arguments, without frame, class id and method id. */
    default void writeArguments(ByteWriter out) {
        // A method has no arguments unless it says so.
    }
}
