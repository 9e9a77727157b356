package io.volok.server.amqp;

import io.volok.codec.amqp.BasicMethod;
import io.volok.codec.amqp.FrameSink;
import io.volok.codec.amqp.MethodReader;
import io.volok.codec.amqp.PublishArguments;
import io.volok.codec.amqp.ReplyCode;
import io.volok.codec.bytes.MalformedBytes;
import java.nio.ByteBuffer;

/**
 * Takes frames from the decoder and gives each to whom it concerns: methods on channel 0 to the connection's state,
 * everything else to its channel. Nothing leaves these methods as an exception but a bug.
 */
final class SessionFrames implements FrameSink {

    private final AmqpSession session;
    private final Connection connection;
    private final PublishArguments publishArguments = new PublishArguments();

    SessionFrames(AmqpSession session, Connection connection) {
        this.session = session;
        this.connection = connection;
    }

    @Override
    public void onProtocolHeader(boolean supported) {
        session.greeted(supported);
    }

    @Override
    public void onMethod(int channel, int classId, int methodId, ByteBuffer arguments) {
        try {
            Running running = session.running();
            if (running != null && channel != 0 && classId == BasicMethod.CLASS_ID
                    && methodId == BasicMethod.PUBLISH_ID) {
                publishArguments.read(arguments);
                connection.throttle.publishing();
                running.publish(channel, publishArguments);
            } else if (channel == 0) {
                session.method(MethodReader.read(classId, methodId, arguments));
            } else if (running != null) {
                running.channelMethod(channel, MethodReader.read(classId, methodId, arguments));
            } else {
                stray(channel);
            }
        } catch (ProtocolError error) {
            session.failed(channel, error, classId, methodId);
        } catch (MalformedBytes malformed) {
            session.failed(channel, new ProtocolError(ReplyCode.FRAME_ERROR, "cannot decode: " + malformed.reason()),
                    classId, methodId);
        }
    }

    @Override
    public void onHeader(int channel, int classId, long bodySize, ByteBuffer properties) {
        try {
            if (hasPlace(channel)) {
                session.running().contentHeader(channel, classId, bodySize, properties);
            }
        } catch (ProtocolError error) {
            contentFailed(channel, error);
        } catch (MalformedBytes malformed) {
            contentFailed(channel, new ProtocolError(ReplyCode.FRAME_ERROR, "cannot decode: " + malformed.reason()));
        }
    }

    @Override
    public void onBody(int channel, ByteBuffer piece) {
        try {
            if (hasPlace(channel)) {
                session.running().contentBody(channel, piece);
            }
        } catch (ProtocolError error) {
            contentFailed(channel, error);
        } catch (MalformedBytes malformed) {
            contentFailed(channel, new ProtocolError(ReplyCode.FRAME_ERROR, malformed.reason()));
        }
    }

    private boolean hasPlace(int channel) {
        if (session.running() != null && channel != 0) {
            return true;
        }
        stray(channel);
        return false;
    }

    private void contentFailed(int channel, ProtocolError error) {
        session.failed(channel, error, BasicMethod.CLASS_ID, BasicMethod.PUBLISH_ID);
    }

    /** A frame for which there is no place in this state; one that was in flight when it ended does not matter. */
    private void stray(int channel) {
        if (!session.isClosing()) {
            throw ProtocolError.unexpectedFrame("frame on channel " + channel + " in connection state "
                    + session.stateLabel());
        }
    }

    @Override
    public void onHeartbeat() {
        // That bytes came is all it says.
    }

    @Override
    public void onFrameError(String reason) {
        session.failed(0, new ProtocolError(ReplyCode.FRAME_ERROR, reason), 0, 0);
    }
}
