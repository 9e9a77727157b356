package io.volok.server.kafka.data;

import io.volok.broker.partition.Topics;
import io.volok.broker.partition.TopicsImage;
import io.volok.server.kafka.wire.Access;
import io.volok.server.kafka.wire.ApiHandler;
import io.volok.server.kafka.wire.Exchange;
import io.volok.server.kafka.wire.Throttle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Fetch v4-18.
 *
 * <ul>
 *   <li>Answers when {@code minBytes} are there, something is wrong, or {@code maxWaitMs} have passed.
 *   <li>The first batch is returned however large it is; after that {@code maxBytes} and the partitions' limits hold.
 *   <li>v7: incremental sessions (KIP-227). v12: diverging epochs. v13: topics by id.
 *   <li>Records go from file to socket as they are stored.
 * </ul>
 *
 * <p>Deviation: a session belongs to its connection, because it costs nothing to start another one.
 */
public final class FetchHandler implements ApiHandler<FetchRequestData> {

    private static final int IDS_FROM = 13;
    private static final byte READ_COMMITTED = 1;

    private final Topics topics;
    private final Access access;
    private final int maxBytes;
    private final Throttle throttle;

    /** @param maxBytes most bytes of one answer ({@code fetch.max.bytes}), a first large batch apart */
    public FetchHandler(Topics topics, Access access, int maxBytes, Throttle throttle) {
        this.topics = topics;
        this.access = access;
        this.maxBytes = maxBytes;
        this.throttle = throttle;
    }

    @Override
    public void handle(FetchRequestData request, Exchange exchange) {
        FetchConnection connection = exchange.session().state(FetchConnection.class, FetchConnection::new);
        FetchConnection.Found found = connection.find(request, exchange.version() >= IDS_FROM);
        if (found.error() != Errors.NONE) {
            exchange.answer(new FetchResponseData().setErrorCode(found.error().code()));
            return;
        }
        FetchSession session = found.session();
        Collection<FetchTarget> targets = session == null ? FetchSession.targetsOf(request) : session.targets();
        TopicsImage image = topics.image();
        FetchPermission permission = topic -> access.permits(exchange, AclOperation.READ, ResourceType.TOPIC, topic);
        targets.forEach(target -> target.resolve(image, permission));
        FetchRun.Limits limits = new FetchRun.Limits(request.maxWaitMs(), request.minBytes(),
                Math.min(request.maxBytes(), maxBytes), request.isolationLevel() == READ_COMMITTED);
        FetchRun run = new FetchRun(exchange.shard(), limits, targets, done -> {
            connection.finished(done);
            int delayMs = done.bytes() == 0 ? 0 : throttle.fetching(exchange, done.bytes());
            if (delayMs == 0) {
                exchange.answer(answer(done, session, found.full()), done::releaseRecords);
            } else {
                done.releaseRecords();
                exchange.session().mute(delayMs);
                exchange.answer(later(found, delayMs));
            }
        });
        run.start();
        if (!run.isOver()) {
            connection.waiting(run);
        }
    }

    /** Nothing now: the reader is over its quota. A session that is not told of its partitions has not begun. */
    private static FetchResponseData later(FetchConnection.Found found, int delayMs) {
        return new FetchResponseData().setThrottleTimeMs(delayMs)
                .setSessionId(found.full() ? FetchMetadata.INVALID_SESSION_ID : found.session().id());
    }

    private static FetchResponseData answer(FetchRun run, FetchSession session, boolean full) {
        FetchResponseData response = new FetchResponseData()
                .setSessionId(session == null ? FetchMetadata.INVALID_SESSION_ID : session.id());
        List<FetchTarget> served = new ArrayList<>();
        FetchableTopicResponse topic = null;
        for (int i = 0; i < run.targets().size(); i++) {
            FetchTarget target = run.targets().get(i);
            FetchResult result = run.result(i);
            boolean news = session == null || target.isNews(result);
            if (!full && !news) {
                continue;
            }
            topic = topicOf(target, topic, response);
            topic.partitions().add(result.toMessage(target.key().partition()));
            if (result.bytes() > 0) {
                served.add(target);
            }
        }
        if (session != null) {
            session.moveToEnd(served);
        }
        return response;
    }

    /** Neighbours of one topic share an entry. */
    private static FetchableTopicResponse topicOf(FetchTarget target, FetchableTopicResponse last,
                                                  FetchResponseData response) {
        FetchTarget.Key key = target.key();
        if (last != null && last.topicId().equals(key.topicId()) && last.topic().equals(key.topic())) {
            return last;
        }
        FetchableTopicResponse next = new FetchableTopicResponse().setTopicId(key.topicId()).setTopic(key.topic());
        response.responses().add(next);
        return next;
    }
}
