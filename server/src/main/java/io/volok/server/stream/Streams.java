package io.volok.server.stream;

import io.volok.broker.Outcome;
import io.volok.broker.access.Permission;
import io.volok.broker.vhost.QueueDeclaration;
import io.volok.broker.vhost.QueueStatus;
import io.volok.broker.vhost.StreamBounds;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.StreamStart;
import io.volok.broker.vhost.TopicTarget;
import io.volok.broker.vhost.VhostQueue;
import io.volok.codec.table.FieldTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Creates, deletes and describes streams for a session. */
final class Streams {

    private static final int NO_LEADER = 0xFFFF;
    private static final long NO_CHUNK = -1;

    private final StreamSession session;

    Streams(StreamSession session) {
        this.session = session;
    }

    void create(Request request) {
        String stream = request.text();
        session.answer(request, create(stream, request.map()));
    }

    /** Declares a stream as AMQP clients do, and takes an existing one for a refusal. */
    ResponseCode create(String stream, Map<String, String> arguments) {
        ResponseCode refusal = session.refuse(Permission.CONFIGURE, stream);
        if (refusal != null || stream.isBlank()) {
            return refusal != null ? refusal : ResponseCode.PRECONDITION_FAILED;
        }
        VhostQueue existing = session.vhost().queue(stream);
        if (existing instanceof StreamQueue there && there.topic() != null) {
            return ResponseCode.STREAM_ALREADY_EXISTS;
        }
        FieldTable.Builder table = FieldTable.builder().add("x-queue-type", "stream");
        for (Map.Entry<String, String> argument : arguments.entrySet()) {
            boolean number = argument.getValue().matches("[0-9]{1,18}");
            switch (argument.getKey()) {
                case "max-length-bytes", "stream-max-segment-size-bytes", "stream-filter-size-bytes",
                        "initial-cluster-size" -> {
                    if (!number) {
                        return ResponseCode.PRECONDITION_FAILED;
                    }
                    table.add("x-" + argument.getKey(), Long.parseLong(argument.getValue()));
                }
                case "max-age", "queue-leader-locator" -> table.add("x-" + argument.getKey(), argument.getValue());
                default -> {
                    return ResponseCode.PRECONDITION_FAILED;
                }
            }
        }
        Outcome<QueueStatus> declared = session.vhost().declareQueue(
                new QueueDeclaration(stream, true, false, false, table.build()), session.caller());
        return switch (declared) {
            case Outcome.Done<QueueStatus> done -> ResponseCode.OK;
            case Outcome.Refused<QueueStatus>(var why) -> ResponseCode.of(why);
        };
    }

    void delete(Request request) {
        session.answer(request, delete(request.text()));
    }

    ResponseCode delete(String stream) {
        ResponseCode refusal = session.refuse(Permission.CONFIGURE, stream);
        if (refusal != null) {
            return refusal;
        }
        if (!(session.vhost().queue(stream) instanceof StreamQueue)) {
            return ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        Outcome<Long> deleted = session.vhost().deleteQueue(stream, false, false, session.caller());
        if (deleted instanceof Outcome.Refused<Long>(var why)) {
            return ResponseCode.of(why);
        }
        session.crowd().streamGone(stream);
        return ResponseCode.OK;
    }

    /** This broker is the leader of every stream, and there are no replicas. */
    void metadata(Request request) {
        List<String> streams = request.texts();
        Outbox out = session.out();
        out.begin(Command.METADATA, 1, true).u32(request.correlationId());
        out.u32(1).u16(0).text(session.host()).u32(session.port());
        out.u32(streams.size());
        for (String stream : streams) {
            boolean there = session.stream(stream) != null;
            out.text(stream).u16((there ? ResponseCode.OK : ResponseCode.STREAM_DOES_NOT_EXIST).code)
                    .u16(there ? 0 : NO_LEADER).u32(0);
        }
        out.end();
    }

    void stats(Request request) {
        withBounds(request, request.text(), bounds -> {
            boolean empty = bounds.firstOffset() == bounds.endOffset();
            Map<String, Long> stats = new LinkedHashMap<>();
            stats.put("first_chunk_id", empty ? NO_CHUNK : bounds.firstOffset());
            stats.put("last_chunk_id", empty ? NO_CHUNK : bounds.lastBatchOffset());
            stats.put("committed_chunk_id", empty ? NO_CHUNK : bounds.lastBatchOffset());
            stats.put("committed_offset", empty ? NO_CHUNK : bounds.endOffset() - 1);
            Outbox out = session.out().answer(request, ResponseCode.OK).u32(stats.size());
            stats.forEach((name, value) -> out.text(name).u64(value));
            out.end();
            session.flushLater();
        });
    }

    /** Says which offset a reader would begin at. */
    void resolve(Request request) {
        String stream = request.text();
        StreamStart start = OffsetSpec.read(request);
        withBounds(request, stream, bounds -> {
            switch (start) {
                case null -> resolved(request, bounds.endOffset());
                case StreamStart.First first -> resolved(request, bounds.firstOffset());
                case StreamStart.Last last -> resolved(request, bounds.lastBatchOffset());
                case StreamStart.Next next -> resolved(request, bounds.endOffset());
                case StreamStart.AtOffset(long asked) ->
                        resolved(request, Math.clamp(asked, bounds.firstOffset(), bounds.endOffset()));
                case StreamStart.AtTime(long timestampMs) ->
                        session.stream(stream).topic().offsetAt(timestampMs, offset -> resolved(request, offset));
            }
        });
    }

    private void resolved(Request request, long offset) {
        session.out().answer(request, ResponseCode.OK).u16(OffsetSpec.OFFSET).u64(offset).end();
        session.flushLater();
    }

    private void withBounds(Request request, String stream, Consumer<StreamBounds> then) {
        ResponseCode refusal = session.refuse(Permission.READ, stream);
        StreamQueue queue = session.stream(stream);
        TopicTarget topic = queue == null ? null : queue.topic();
        if (refusal == null && topic == null) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        if (refusal != null && request.command() == Command.STREAM_STATS) {
            session.out().answer(request, refusal).u32(0).end();
        } else if (refusal != null) {
            session.answer(request, refusal);
        } else {
            topic.bounds(then);
        }
    }
}
