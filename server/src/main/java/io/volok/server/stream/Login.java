package io.volok.server.stream;

import io.volok.broker.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands before a virtual host is open: peer properties, SASL, tune.
 *
 * <pre>
 *   peer properties -> SASL handshake -> SASL authenticate -> (server) tune -> tune -> open
 * </pre>
 */
final class Login {

    static final int FRAME_MAX = 1 << 20;
    private static final int HEARTBEAT_S = 60;
    private static final String PLAIN = "PLAIN";

    private final StreamSession session;
    private final StreamHost host;
    private String user;
    private Map<String, String> clientProperties = Map.of();
    private int frameMax = FRAME_MAX;
    private int heartbeatS = HEARTBEAT_S;

    Login(StreamSession session, StreamHost host) {
        this.session = session;
        this.host = host;
    }

    /** Who has logged in; null before. */
    String user() {
        return user;
    }

    /** How the client has logged in; empty before. */
    String mechanism() {
        return user == null ? "" : PLAIN;
    }

    /** What the client has told about itself. */
    Map<String, String> clientProperties() {
        return clientProperties;
    }

    /** The largest frame that was agreed on. */
    int frameMax() {
        return frameMax;
    }

    /** The interval that was agreed on; 0 for none. */
    int heartbeatS() {
        return heartbeatS;
    }

    void peerProperties(Request request) {
        clientProperties = request.map();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("product", "Volok");
        properties.put("version", host.version());
        properties.put("platform", "Java " + Runtime.version().feature());
        properties.put("copyright", "Copyright (c) the Volok authors");
        properties.put("information", "Licensed under the Apache License 2.0");
        session.out().answer(request, ResponseCode.OK).map(properties).end();
    }

    void handshake(Request request) {
        Outbox out = session.out().answer(request, ResponseCode.OK);
        List<String> mechanisms = List.of(PLAIN);
        out.u32(mechanisms.size());
        mechanisms.forEach(out::text);
        out.end();
    }

    /** The first time it is the login, later it renews the password, for the same user. */
    void authenticate(Request request) {
        String mechanism = request.text();
        String[] parts = new String(request.bytes(), StandardCharsets.UTF_8).split("\0", -1);
        ResponseCode refusal = !mechanism.equals(PLAIN) ? ResponseCode.SASL_MECHANISM_NOT_SUPPORTED
                : parts.length != 3 ? ResponseCode.SASL_ERROR : null;
        if (refusal != null) {
            refuse(request, refusal);
            return;
        }
        session.hold();
        host.logIn(parts[1], parts[2], session.ends().isLoopback(), outcome ->
                session.goOn(() -> authenticated(request, parts[1], outcome)));
    }

    private void refuse(Request request, ResponseCode refusal) {
        session.answer(request, refusal);
        session.end();
    }

    private void authenticated(Request request, String name, Outcome<String> outcome) {
        if (outcome instanceof Outcome.Refused<String> || user != null && !user.equals(name)) {
            refuse(request, ResponseCode.AUTHENTICATION_FAILURE);
            return;
        }
        boolean first = user == null;
        user = name;
        session.answer(request, ResponseCode.OK);
        if (first) {
            session.out().begin(Command.TUNE, 1, false).u32(FRAME_MAX).u32(HEARTBEAT_S).end();
        }
    }

    void tune(Request request) {
        int frames = request.i32();
        frameMax = frames <= 0 ? FRAME_MAX : Math.min(frames, FRAME_MAX);
        session.tuned();
        int asked = request.i32();
        heartbeatS = asked <= 0 ? 0 : asked;
    }
}
