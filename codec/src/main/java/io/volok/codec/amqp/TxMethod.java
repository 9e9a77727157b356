package io.volok.codec.amqp;

import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/** The methods of class {@code tx}: local transactions of one channel. */
public sealed interface TxMethod extends Method {

    /** The class id. */
    int CLASS_ID = 90;

    @Override
    default int classId() {
        return CLASS_ID;
    }

    /** Reads the arguments of a method of this class; {@link MethodReader} verifies that nothing is left. */
    static TxMethod read(int methodId, ByteBuffer in) {
        return switch (methodId) {
            case 10 -> new Select();
            case 11 -> new SelectOk();
            case 20 -> new Commit();
            case 21 -> new CommitOk();
            case 30 -> new Rollback();
            case 31 -> new RollbackOk();
            default -> throw new MalformedBytes(-1, "unknown method " + CLASS_ID + "." + methodId);
        };
    }

    /** Makes the channel transactional. */
    record Select() implements TxMethod {
        @Override
        public int methodId() {
            return 10;
        }
    }

    /** The channel is transactional. */
    record SelectOk() implements TxMethod {
        @Override
        public int methodId() {
            return 11;
        }
    }

    /** Commits. */
    record Commit() implements TxMethod {
        @Override
        public int methodId() {
            return 20;
        }
    }

    /** Committed. */
    record CommitOk() implements TxMethod {
        @Override
        public int methodId() {
            return 21;
        }
    }

    /** Rolls back. */
    record Rollback() implements TxMethod {
        @Override
        public int methodId() {
            return 30;
        }
    }

    /** Rolled back. */
    record RollbackOk() implements TxMethod {
        @Override
        public int methodId() {
            return 31;
        }
    }
}
