package io.volok.server.stream;

import io.volok.broker.Outcome;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Permission;
import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.ExchangeSpec;
import io.volok.codec.table.FieldTable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Super streams: a direct exchange with the argument {@code x-super-stream} and the streams bound to it, in the order of
 * the bindings' {@code x-stream-partition-order}.
 */
final class SuperStreams {

    private static final String MARK = "x-super-stream";
    private static final String ORDER = "x-stream-partition-order";

    private final StreamSession session;

    SuperStreams(StreamSession session) {
        this.session = session;
    }

    void create(Request request) {
        String name = request.text();
        List<String> partitions = request.texts();
        List<String> bindingKeys = request.texts();
        Map<String, String> arguments = request.map();
        session.answer(request, create(name, partitions, bindingKeys, arguments));
    }

    private ResponseCode create(String name, List<String> partitions, List<String> keys, Map<String, String> arguments) {
        if (name.isBlank() || partitions.isEmpty() || partitions.size() != keys.size()) {
            return ResponseCode.PRECONDITION_FAILED;
        }
        if (session.vhost().exchange(name) != null
                || partitions.stream().anyMatch(partition -> session.stream(partition) != null)) {
            return ResponseCode.STREAM_ALREADY_EXISTS;
        }
        ExchangeSpec spec = new ExchangeSpec(name, "direct", true, false, false, FieldTable.builder().add(MARK, true).build());
        Outcome<Exchange> exchange = session.vhost().declareExchange(spec, session.caller());
        if (exchange instanceof Outcome.Refused<Exchange>(var why)) {
            return ResponseCode.of(why);
        }
        for (int i = 0; i < partitions.size(); i++) {
            ResponseCode code = addPartition(name, partitions.get(i), keys.get(i), i, arguments);
            if (code != ResponseCode.OK) {
                partitions.subList(0, i).forEach(session.streams()::delete);
                session.vhost().deleteExchange(name, false, session.caller());
                return code;
            }
        }
        return ResponseCode.OK;
    }

    private ResponseCode addPartition(String name, String partition, String key, int order, Map<String, String> arguments) {
        ResponseCode code = session.streams().create(partition, arguments);
        if (code != ResponseCode.OK) {
            return code;
        }
        Outcome<Boolean> bound = session.vhost().bind(new Binding(name, Destination.queue(partition), key,
                FieldTable.builder().add(ORDER, order).build()), session.caller());
        return bound instanceof Outcome.Refused<Boolean>(var why) ? ResponseCode.of(why) : ResponseCode.OK;
    }

    void delete(Request request) {
        String name = request.text();
        ResponseCode refusal = session.refuse(Permission.CONFIGURE, name);
        if (refusal == null && !exists(name)) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        if (refusal == null) {
            partitions(name).forEach(session.streams()::delete);
            session.vhost().deleteExchange(name, false, session.caller());
        }
        session.answer(request, refusal == null ? ResponseCode.OK : refusal);
    }

    /** The streams that a routing key leads to. */
    void route(Request request) {
        String key = request.text();
        String name = request.text();
        tell(request, name, bindings(name).stream().filter(binding -> binding.routingKey().equals(key))
                .map(binding -> binding.destination().name()).distinct().toList());
    }

    /** All streams of a super stream. */
    void partitions(Request request) {
        String name = request.text();
        tell(request, name, partitions(name));
    }

    private void tell(Request request, String name, List<String> streams) {
        ResponseCode refusal = session.refuse(Permission.READ, ResourceName.exchange(session.vhost().name(), name));
        if (refusal == null && session.vhost().exchange(name) == null) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        List<String> told = refusal == null ? streams : List.of();
        Outbox out = session.out().answer(request, refusal == null ? ResponseCode.OK : refusal).u32(told.size());
        told.forEach(out::text);
        out.end();
    }

    /** Which part of a super stream a stream is; -1 if it is none. */
    int indexOf(String superStream, String stream) {
        return superStream == null ? -1 : partitions(superStream).indexOf(stream);
    }

    private boolean exists(String name) {
        Exchange exchange = session.vhost().exchange(name);
        return exchange != null && exchange.spec().arguments().bool(MARK).orElse(false);
    }

    private List<String> partitions(String name) {
        return bindings(name).stream().map(binding -> binding.destination().name()).distinct().toList();
    }

    private List<Binding> bindings(String name) {
        return session.vhost().bindings().stream()
                .filter(binding -> binding.source().equals(name) && session.stream(binding.destination().name()) != null)
                .sorted(Comparator.comparingLong(binding -> binding.arguments().integer(ORDER).orElse(Long.MAX_VALUE)))
                .toList();
    }
}
