package io.volok.codec.amqp;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.HexLines;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told; pieces of bodies are joined, so that how the input was split does not show. */
final class RecordingSink implements FrameSink {

    private final List<String> events = new ArrayList<>();
    private final ByteWriter body = new ByteWriter(64);
    private int bodyChannel = -1;
    private int pieces;

    List<String> events() {
        endBody();
        return events;
    }

    int pieces() {
        return pieces;
    }

    private void add(String event) {
        endBody();
        events.add(event);
    }

    private void endBody() {
        if (bodyChannel >= 0) {
            events.add("body " + bodyChannel + " " + HexLines.hex(body.toByteArray()));
            bodyChannel = -1;
            body.reset();
        }
    }

    @Override
    public void onProtocolHeader(boolean supported) {
        add("protocol " + supported);
    }

    @Override
    public void onMethod(int channel, int classId, int methodId, ByteBuffer arguments) {
        add("method " + channel + " " + MethodReader.read(classId, methodId, arguments));
    }

    @Override
    public void onHeader(int channel, int classId, long bodySize, ByteBuffer properties) {
        byte[] bytes = new byte[properties.remaining()];
        properties.get(bytes);
        add("header " + channel + " " + classId + " " + bodySize + " " + HexLines.hex(bytes));
    }

    @Override
    public void onBody(int channel, ByteBuffer piece) {
        if (channel != bodyChannel) {
            endBody();
        }
        bodyChannel = channel;
        body.bytes(piece);
        pieces++;
    }

    @Override
    public void onHeartbeat() {
        add("heartbeat");
    }

    @Override
    public void onFrameError(String reason) {
        add("error " + reason);
    }
}
