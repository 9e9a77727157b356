package io.volok.server.stream;

import io.volok.broker.access.Permission;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamStart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The subscriptions of a session, and the offsets that consumers store. */
final class Consuming {

    private static final int NAME_MAX = 255;

    private final StreamSession session;
    private final Map<Integer, Subscription> subscriptions = new HashMap<>();

    Consuming(StreamSession session) {
        this.session = session;
    }

    List<StreamConnectionInfo.ConsumerInfo> infos() {
        return subscriptions.values().stream().map(Subscription::info).toList();
    }

    void subscribe(Request request) {
        int id = request.u8();
        String stream = request.text();
        StreamStart start = OffsetSpec.read(request);
        int credit = request.u16();
        Map<String, String> properties = request.hasMore() ? request.map() : Map.of();
        ResponseCode refusal = session.refuse(Permission.READ, stream);
        StreamQueue queue = session.stream(stream);
        if (refusal == null && queue == null) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        if (refusal == null && subscriptions.containsKey(id)) {
            refusal = ResponseCode.SUBSCRIPTION_ID_ALREADY_EXISTS;
        }
        if (refusal == null && isNamelessSingle(properties)) {
            refusal = ResponseCode.PRECONDITION_FAILED;
        }
        session.answer(request, refusal == null ? ResponseCode.OK : refusal);
        if (refusal != null) {
            return;
        }
        Subscription subscription = new Subscription(session, id, queue,
                start == null ? new StreamStart.Next() : start, properties);
        subscriptions.put(id, subscription);
        subscription.credit(credit);
        if (subscription.isSingleActive()) {
            session.crowd().join(subscription, session.superStreams().indexOf(subscription.superStream(), stream));
        } else {
            subscription.open();
        }
    }

    private static boolean isNamelessSingle(Map<String, String> properties) {
        return properties.getOrDefault("single-active-consumer", "false").equals("true")
                && properties.getOrDefault("name", "").isEmpty();
    }

    void unsubscribe(Request request) {
        Subscription subscription = subscriptions.remove(request.u8());
        if (subscription != null) {
            subscription.close();
        }
        session.answer(request, subscription == null ? ResponseCode.SUBSCRIPTION_ID_DOES_NOT_EXIST : ResponseCode.OK);
    }

    /** Answered only if there is no such subscription. */
    void credit(Request request) {
        int id = request.u8();
        int credit = request.u16();
        Subscription subscription = subscriptions.get(id);
        if (subscription != null) {
            subscription.credit(credit);
        } else {
            session.out().begin(Command.CREDIT, 1, true)
                    .u16(ResponseCode.SUBSCRIPTION_ID_DOES_NOT_EXIST.code).u8(id).end();
        }
    }

    /** The client's answer to a consumer update. */
    void updated(Request request) {
        boolean ok = request.u16() == ResponseCode.OK.code;
        StreamStart start = request.hasMore() ? OffsetSpec.read(request) : null;
        for (Subscription subscription : List.copyOf(subscriptions.values())) {
            if (subscription.updated(request.correlationId(), ok ? start : null)) {
                return;
            }
        }
    }

    /** Not answered: what may not be stored is not. */
    void storeOffset(Request request) {
        String name = request.text();
        String stream = request.text();
        long offset = request.i64();
        if (session.refuse(Permission.READ, stream) == null && session.stream(stream) != null
                && name.length() <= NAME_MAX) {
            session.vhost().streams().storeOffset(stream, name, offset);
        }
    }

    void queryOffset(Request request) {
        String name = request.text();
        String stream = request.text();
        ResponseCode refusal = session.refuse(Permission.READ, stream);
        if (refusal == null && session.stream(stream) == null) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        OptionalLong offset = refusal == null ? session.vhost().streams().offset(stream, name) : OptionalLong.empty();
        ResponseCode code = refusal != null ? refusal : offset.isEmpty() ? ResponseCode.NO_OFFSET : ResponseCode.OK;
        session.out().answer(request, code).u64(offset.orElse(0)).end();
    }

    /** The client takes bytes again. */
    void resume() {
        List.copyOf(subscriptions.values()).forEach(Subscription::resume);
    }

    /** Ends the subscriptions of a stream that is gone; says whether there were any. */
    boolean streamGone(String stream) {
        List<Subscription> gone = subscriptions.values().stream().filter(one -> one.stream().equals(stream)).toList();
        subscriptions.values().removeAll(gone);
        gone.forEach(Subscription::close);
        return !gone.isEmpty();
    }

    void close() {
        List<Subscription> all = List.copyOf(subscriptions.values());
        subscriptions.clear();
        all.forEach(Subscription::close);
    }
}
