package io.volok.server.kafka;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/** A client that sends what it is told and believes nothing. */
final class RawClient implements Closeable {

    private static final int TIMEOUT_MS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private int correlationId;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends a request and returns its answer; null if the connection was closed instead. */
    ApiMessage ask(ApiKeys api, short version, ApiMessage request) throws IOException {
        sendFrame(encode(api, version, request, ++correlationId));
        byte[] frame = readFrame();
        return frame == null ? null : decode(api, version, frame);
    }

    static byte[] encode(ApiKeys api, short version, ApiMessage request, int correlationId) {
        short headerVersion = api.requestHeaderVersion(version);
        RequestHeaderData header = new RequestHeaderData().setRequestApiKey(api.id).setRequestApiVersion(version)
                .setCorrelationId(correlationId).setClientId("raw");
        ByteBuffer head = MessageUtil.toByteBufferAccessor(header, headerVersion).buffer();
        ByteBuffer body = MessageUtil.toByteBufferAccessor(request, version).buffer();
        byte[] frame = new byte[head.remaining() + body.remaining()];
        ByteBuffer.wrap(frame).put(head).put(body);
        return frame;
    }

    private ApiMessage decode(ApiKeys api, short version, byte[] frame) {
        ByteBufferAccessor accessor = new ByteBufferAccessor(ByteBuffer.wrap(frame));
        ResponseHeaderData header = new ResponseHeaderData(accessor, api.responseHeaderVersion(version));
        if (header.correlationId() != correlationId) {
            throw new IllegalStateException("an answer to " + header.correlationId() + " instead of " + correlationId);
        }
        ApiMessage response = api.messageType.newResponse();
        response.read(accessor, version);
        if (accessor.remaining() > 0) {
            throw new IllegalStateException(accessor.remaining() + " bytes too many");
        }
        return response;
    }

    void sendFrame(byte[] frame) throws IOException {
        sendBytes(ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array());
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next frame; null if the connection is closed. */
    byte[] readFrame() throws IOException {
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return frame;
        } catch (EOFException | SocketException closed) {
            return null;
        }
    }

    /** Whether nothing comes for a while. If something does it is lost. */
    boolean isSilent(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
