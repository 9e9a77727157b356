package io.volok.server.kafka.data;

import io.volok.server.kafka.wire.ConnectionState;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;

/**
 * The fetch sessions and waiting fetches of one connection. A session ends with its connection; a reader that comes
 * back starts a new one.
 */
final class FetchConnection implements ConnectionState {

    private static final int MAX_SESSIONS = 8;

    private final Map<Integer, FetchSession> sessions = new LinkedHashMap<>();
    private final Set<FetchRun> waiting = new HashSet<>();

    /** The session that a request belongs to, or why there is none. {@code session} is null for a one-off request. */
    record Found(FetchSession session, boolean full, Errors error) {

        static Found failed(Errors error) {
            return new Found(null, true, error);
        }
    }

    Found find(FetchRequestData request, boolean byId) {
        if (request.sessionEpoch() == FetchMetadata.FINAL_EPOCH) {
            sessions.remove(request.sessionId());
            return new Found(null, true, Errors.NONE);
        }
        if (request.sessionEpoch() == FetchMetadata.INITIAL_EPOCH) {
            sessions.remove(request.sessionId());
            return new Found(open(request, byId), true, Errors.NONE);
        }
        FetchSession session = sessions.get(request.sessionId());
        if (session == null) {
            return Found.failed(Errors.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.byId() != byId) {
            return Found.failed(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        if (session.nextEpoch() != request.sessionEpoch()) {
            return Found.failed(Errors.INVALID_FETCH_SESSION_EPOCH);
        }
        session.change(request);
        return new Found(session, false, Errors.NONE);
    }

    private FetchSession open(FetchRequestData request, boolean byId) {
        if (sessions.size() >= MAX_SESSIONS) {
            Iterator<FetchSession> oldest = sessions.values().iterator();
            oldest.next();
            oldest.remove();
        }
        int id;
        do {
            id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        } while (sessions.containsKey(id));
        FetchSession session = new FetchSession(id, byId, request);
        sessions.put(id, session);
        return session;
    }

    void waiting(FetchRun run) {
        waiting.add(run);
    }

    void finished(FetchRun run) {
        waiting.remove(run);
    }

    @Override
    public void connectionClosed() {
        Set<FetchRun> left = new HashSet<>(waiting);
        left.forEach(FetchRun::cancel);
        sessions.clear();
    }
}
