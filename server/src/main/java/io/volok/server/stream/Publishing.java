package io.volok.server.stream;

import io.volok.broker.access.Permission;
import io.volok.broker.message.Message;
import io.volok.broker.message.Settlement;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.TopicTarget;
import io.volok.codec.amqp1.StreamMessageEncoder;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.record.RecordBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The publishers of a session. */
final class Publishing {

    private static final int NAME_MAX = 255;

    private final StreamSession session;
    private final Map<Integer, Publisher> publishers = new HashMap<>();
    private final StreamMessageEncoder encoder = new StreamMessageEncoder();
    private final Message message = new Message();

    Publishing(StreamSession session) {
        this.session = session;
    }

    boolean isEmpty() {
        return publishers.isEmpty();
    }

    List<StreamConnectionInfo.PublisherInfo> infos() {
        return publishers.values().stream().map(Publisher::info).toList();
    }

    void declare(Request request) {
        int id = request.u8();
        String name = request.text();
        String stream = request.text();
        ResponseCode refusal = session.refuse(Permission.WRITE, stream);
        StreamQueue queue = session.stream(stream);
        if (refusal == null && queue == null) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        if (refusal == null && (publishers.containsKey(id) || name.length() > NAME_MAX)) {
            refusal = ResponseCode.PRECONDITION_FAILED;
        }
        if (refusal != null) {
            session.answer(request, refusal);
            return;
        }
        Publisher publisher = new Publisher(session, id, queue, name.isEmpty() ? null : name);
        if (publisher.name() == null) {
            declared(request, id, publisher);
        } else {
            session.vhost().streams().whenKnown(stream, () -> declared(request, id, publisher));
        }
    }

    private void declared(Request request, int id, Publisher publisher) {
        publishers.put(id, publisher);
        session.answer(request, ResponseCode.OK);
        session.throttle();
    }

    void delete(Request request) {
        Publisher publisher = publishers.remove(request.u8());
        session.answer(request, publisher == null ? ResponseCode.PUBLISHER_DOES_NOT_EXIST : ResponseCode.OK);
    }

    void querySequence(Request request) {
        String name = request.text();
        String stream = request.text();
        ResponseCode refusal = session.refuse(Permission.READ, stream);
        if (refusal == null && session.stream(stream) == null) {
            refusal = ResponseCode.STREAM_DOES_NOT_EXIST;
        }
        if (refusal != null) {
            session.out().answer(request, refusal).u64(0).end();
            return;
        }
        session.vhost().streams().whenKnown(stream, () -> {
            long sequence = session.vhost().streams().sequence(stream, name);
            session.out().answer(request, ResponseCode.OK).u64(sequence).end();
            session.flushLater();
        });
    }

    /** {@code PublisherId u8 | count u32 | (PublishingId u64 | [FilterValue text, version 2] | message or sub-batch)*} */
    void publish(Request request) {
        int id = request.u8();
        Publisher publisher = publishers.get(id);
        int count = request.count();
        if (publisher != null) {
            encoder.from(ShortString.of(publisher.stream()),
                    publisher.name() == null ? null : publisher.name().getBytes(StandardCharsets.UTF_8));
        } else if (count > 0) {
            session.out().begin(Command.PUBLISH_ERROR, 1, false).u8(id).u32(count);
        }
        TopicTarget topic = publisher == null ? null : publisher.queue().topic();
        for (int i = 0; i < count; i++) {
            long publishingId = request.i64();
            byte[] filterValue = request.version() >= 2 ? request.textBytes() : null;
            SubBatch batch = request.nextBit() ? SubBatch.read(request) : null;
            ByteBuffer single = batch == null ? request.view(request.i32()) : null;
            if (publisher == null) {
                session.out().u64(publishingId).u16(ResponseCode.PUBLISHER_DOES_NOT_EXIST.code);
            } else if (publisher.take(publishingId)) {
                append(publisher, topic, publishingId, filterValue, batch, single);
            }
        }
        if (publisher == null && count > 0) {
            session.out().end();
        }
    }

    private void append(Publisher publisher, TopicTarget topic, long publishingId, byte[] filterValue, SubBatch batch,
            ByteBuffer single) {
        if (topic == null) {
            publisher.rejected(publishingId);
            return;
        }
        if (batch == null) {
            append(topic, publisher, publishingId, filterValue, single);
            return;
        }
        if (batch.count() == 0) {
            publisher.accepted(publishingId);
            return;
        }
        Settlement whole = new SubBatch.Whole(publisher, batch.count());
        for (int i = 0; i < batch.count(); i++) {
            append(topic, whole, publishingId, filterValue, batch.next());
        }
    }

    private void append(TopicTarget topic, Settlement settlement, long publishingId, byte[] filterValue,
            ByteBuffer bytes) {
        RecordBody body = encoder.encode(publishingId, filterValue, bytes);
        message.body(body.array(), body.offset(), body.length())
                .address("", encoder.stream())
                .traits(bytes.remaining(), -1, -1, true);
        topic.append(message, settlement, publishingId);
    }

    /** Forgets the publishers of a stream that is gone; says whether there were any. */
    boolean streamGone(String stream) {
        return publishers.values().removeIf(publisher -> publisher.stream().equals(stream));
    }

}
