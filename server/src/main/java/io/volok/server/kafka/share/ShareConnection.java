package io.volok.server.kafka.share;

import io.volok.server.kafka.wire.ConnectionState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.protocol.Errors;

/**
 * The share sessions of one connection. When it is gone, what their members hold is given back, as the members cannot
 * acknowledge it any more.
 */
final class ShareConnection implements ConnectionState {

    /** Who fetches. */
    record Member(String groupId, String memberId) {
    }

    /** The session of a request, or why there is none. */
    record Found(ShareSession session, Errors error) {
    }

    static final int FINAL_EPOCH = -1;
    static final int INITIAL_EPOCH = 0;

    private final Map<Member, ShareSession> sessions = new HashMap<>();
    private final Set<ShareFetchRun> running = new HashSet<>();
    private final SessionLimit limit;
    private final BiConsumer<Member, ShareSession> gone;

    /** @param gone told of each session that ends */
    ShareConnection(SessionLimit limit, BiConsumer<Member, ShareSession> gone) {
        this.limit = limit;
        this.gone = gone;
    }

    Found find(Member member, int epoch, boolean mayOpen) {
        if (epoch == INITIAL_EPOCH) {
            if (!mayOpen) {
                return new Found(null, Errors.INVALID_SHARE_SESSION_EPOCH);
            }
            close(member);
            return open(member);
        }
        ShareSession session = sessions.get(member);
        if (session == null) {
            return new Found(null, Errors.SHARE_SESSION_NOT_FOUND);
        }
        if (epoch != FINAL_EPOCH && !session.follows(epoch)) {
            return new Found(null, Errors.INVALID_SHARE_SESSION_EPOCH);
        }
        session.advance(epoch);
        return new Found(session, Errors.NONE);
    }

    private Found open(Member member) {
        long number = limit.open();
        if (number == SessionLimit.REACHED) {
            return new Found(null, Errors.SHARE_SESSION_LIMIT_REACHED);
        }
        ShareSession session = new ShareSession(member.memberId(), number);
        sessions.put(member, session);
        return new Found(session, Errors.NONE);
    }

    /** A member closes its session: fetches that wait are answered, what it holds is given back. */
    void close(Member member) {
        ShareSession session = sessions.remove(member);
        if (session != null) {
            session.close();
            limit.closed();
            gone.accept(member, session);
            List.copyOf(running).forEach(run -> run.sessionClosed(session));
        }
    }

    void began(ShareFetchRun run) {
        running.add(run);
    }

    void ended(ShareFetchRun run) {
        running.remove(run);
    }

    @Override
    public void connectionClosed() {
        running.forEach(ShareFetchRun::abandon);
        running.clear();
        List.copyOf(sessions.keySet()).forEach(this::close);
    }
}
