package io.volok.server.amqp;

import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** The SASL mechanisms: what a client's response says about who it is. */
enum Sasl {
    /** RFC 4616. */
    PLAIN {
        @Override
        Credentials read(byte[] response) {
            String text = new String(response, StandardCharsets.UTF_8);
            int first = text.indexOf('\0');
            int second = text.indexOf('\0', first + 1);
            if (first < 0 || second < 0 || text.indexOf('\0', second + 1) >= 0) {
                throw new ProtocolError(ReplyCode.SYNTAX_ERROR, "PLAIN response invalid");
            }
            return new Credentials(text.substring(first + 1, second), text.substring(second + 1));
        }
    },
    /** The mechanism of AMQP 0-8: a field table without its length. */
    AMQPLAIN {
        @Override
        Credentials read(byte[] response) {
            FieldTable table = tableOf(response);
            String user = table.text("LOGIN").orElse(null);
            String password = table.text("PASSWORD").orElse(null);
            if (user == null || password == null) {
                throw new ProtocolError(ReplyCode.SYNTAX_ERROR, "AMQPLAIN auth info is missing LOGIN or PASSWORD");
            }
            return new Credentials(user, password);
        }
    },
    /** RFC 4505: the broker says as whom strangers are let in, if at all. */
    ANONYMOUS {
        @Override
        Credentials read(byte[] response) {
            return new Credentials(null, null);
        }
    },
    /** The client's TLS certificate says who it is. */
    EXTERNAL {
        @Override
        Credentials read(byte[] response) {
            return new Credentials(null, null);
        }
    };

    /**
     * Who a client says it is.
     *
     * @param user null when the client does not tell
     * @param password null when none is needed
     */
    record Credentials(String user, String password) {
        /** Passwords do not belong in logs. */
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    /** Reads the response of a client that has chosen this mechanism. */
    abstract Credentials read(byte[] response);

    /** The mechanism a client has chosen, which must be among those offered. */
    static Sasl chosen(String name, Set<Sasl> offered) {
        for (Sasl mechanism : values()) {
            if (mechanism.name().equals(name)) {
                if (!offered.contains(mechanism)) {
                    throw ProtocolError.commandInvalid("invalid authentication mechanism '" + name + "'");
                }
                return mechanism;
            }
        }
        throw ProtocolError.commandInvalid("unknown authentication mechanism '" + name + "'");
    }

    /** What a client may choose from. */
    static Set<Sasl> offered(boolean hasCertificate, boolean anonymous) {
        Set<Sasl> offered = EnumSet.of(PLAIN, AMQPLAIN);
        if (anonymous) {
            offered.add(ANONYMOUS);
        }
        if (hasCertificate) {
            offered.add(EXTERNAL);
        }
        return offered;
    }

    private static FieldTable tableOf(byte[] response) {
        ByteWriter framed = new ByteWriter(response.length + 4);
        framed.longString(response, 0, response.length);
        try {
            return FieldReader.table(ByteBuffer.wrap(framed.array(), 0, framed.size()));
        } catch (MalformedBytes malformed) {
            throw new ProtocolError(ReplyCode.SYNTAX_ERROR, "AMQPLAIN response invalid: " + malformed.reason());
        }
    }
}
