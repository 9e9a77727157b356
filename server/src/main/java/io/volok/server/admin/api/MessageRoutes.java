package io.volok.server.admin.api;

import io.volok.broker.Refusal;
import io.volok.broker.ResourceName;
import io.volok.broker.access.Permission;
import io.volok.broker.message.Message;
import io.volok.broker.queue.Delivery;
import io.volok.broker.queue.Queue;
import io.volok.broker.vhost.Caller;
import io.volok.broker.vhost.Exchange;
import io.volok.broker.vhost.OrdinaryQueue;
import io.volok.broker.vhost.StreamQueue;
import io.volok.broker.vhost.TopicQueue;
import io.volok.broker.vhost.VirtualHost;
import io.volok.broker.vhost.WorkVerdict;
import io.volok.codec.message.MessageEncoder;
import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.codec.record.RecordBody;
import io.volok.server.admin.HttpRefusal;
import io.volok.server.admin.Request;
import io.volok.server.admin.Response;
import io.volok.server.admin.Router;
import io.volok.server.amqp.Expiration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Publishes single messages and takes single messages out, for people who look around. */
final class MessageRoutes {

    private final Domain domain;

    MessageRoutes(Domain domain) {
        this.domain = domain;
    }

    void addTo(Router router) {
        router.add("POST", "/api/exchanges/{vhost}/{name}/publish", this::publish)
                .add("POST", "/api/queues/{vhost}/{name}/get", this::get);
    }

    // ---- publish ----

    private CompletionStage<Response> publish(Request request) {
        VirtualHost vhost = domain.vhostToChange(request);
        JsonBody body = JsonBody.of(request).require("properties", "routing_key", "payload", "payload_encoding");
        byte[] payload = payload(body);
        MessageProperties properties = PropertiesJson.fromJson(body.value("properties"));
        String userId = properties.text(Property.USER_ID).orElse(request.user());
        if (!userId.equals(request.user())) {
            throw Refusals.ofPublish(new Refusal.PreconditionFailed("user_id property set to '" + userId
                    + "' but authenticated user was '" + request.user() + "'"));
        }
        String exchange = ExchangeRoutes.name(request.parameter("name"));
        String routingKey = body.text("routing_key", "");
        return domain.change(vhost, on -> {
            if (on.exchange(exchange) == null) {
                throw HttpRefusal.notFound("exchange_not_found");
            }
            Caller caller = domain.caller(request, on);
            Exchange to = Refusals.check(on.openExchange(exchange, caller.grants()), Refusals::ofPublish);
            Message message = message(to, routingKey, properties, payload);
            Refusals.check(on.checkMessage(to, message, caller.grants()), Refusals::ofPublish);
            return Response.json(Map.of("routed", on.publish(to, message, null, 0) > 0));
        });
    }

    private static byte[] payload(JsonBody body) {
        if (!(body.value("payload") instanceof String payload)) {
            throw HttpRefusal.badRequest("payload_not_string");
        }
        return switch (body.text("payload_encoding", "")) {
            case "string" -> payload.getBytes(StandardCharsets.UTF_8);
            case "base64" -> decode(payload);
            case String other -> throw HttpRefusal.badRequest(List.of("unsupported_encoding", other));
        };
    }

    private static byte[] decode(String payload) {
        try {
            return Base64.getDecoder().decode(payload);
        } catch (IllegalArgumentException notBase64) {
            throw HttpRefusal.badRequest(List.of("not_base64", payload));
        }
    }

    private static Message message(Exchange to, String routingKey, MessageProperties properties, byte[] payload) {
        RecordBody body = new MessageEncoder().encode(to.name(), routingKey, properties, payload);
        int priority = properties.text(Property.PRIORITY).map(Integer::parseInt).orElse(-1);
        long expirationMs = properties.text(Property.EXPIRATION).map(MessageRoutes::expiration).orElse(-1L);
        boolean persistent = properties.text(Property.DELIVERY_MODE).filter("2"::equals).isPresent();
        return new Message().body(body.array(), body.offset(), body.length()).address(to.name(), routingKey)
                .traits(payload.length, priority, expirationMs, persistent);
    }

    private static long expiration(String text) {
        return Expiration.parse(text, reason -> Refusals.ofPublish(new Refusal.PreconditionFailed(reason)));
    }

    // ---- get ----

    /** What becomes of messages that were got. */
    private enum AckMode {
        ACK_REQUEUE_TRUE, ACK_REQUEUE_FALSE, REJECT_REQUEUE_TRUE, REJECT_REQUEUE_FALSE;

        static AckMode of(String word) {
            for (AckMode mode : values()) {
                if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return mode;
                }
            }
            throw HttpRefusal.badRequest("Invalid ackmode value: " + word + ". Valid values are: ack_requeue_true, "
                    + "ack_requeue_false, reject_requeue_true, reject_requeue_false");
        }

        /** The same for a record of a topic, of which every delivery counts that was one. */
        WorkVerdict verdict() {
            return switch (this) {
                case ACK_REQUEUE_FALSE -> WorkVerdict.DONE;
                case REJECT_REQUEUE_FALSE -> WorkVerdict.GIVEN_UP;
                case ACK_REQUEUE_TRUE -> WorkVerdict.UNTOUCHED;
                case REJECT_REQUEUE_TRUE -> WorkVerdict.AGAIN;
            };
        }

        void settle(Delivery delivery) {
            Queue queue = delivery.queue();
            switch (this) {
                case ACK_REQUEUE_FALSE -> queue.ack(delivery);
                case REJECT_REQUEUE_FALSE -> queue.reject(delivery);
                case ACK_REQUEUE_TRUE -> queue.requeue(delivery, false);
                case REJECT_REQUEUE_TRUE -> queue.requeue(delivery, true);
            }
        }
    }

    private CompletionStage<Response> get(Request request) {
        VirtualHost vhost = domain.vhost(request);
        JsonBody body = JsonBody.of(request).require("count", "ackmode", "encoding");
        AckMode mode = AckMode.of(body.text("ackmode", ""));
        GotMessages.Encoding encoding = GotMessages.Encoding.of(body.text("encoding", ""));
        long count = body.number("count", 1);
        long truncate = body.number("truncate", Long.MAX_VALUE);
        if (truncate < 0) {
            throw HttpRefusal.badRequest(List.of("negative", "truncate"));
        }
        return domain.ask(vhost, on -> {
            if (on.queue(request.parameter("name")) == null) {
                throw HttpRefusal.notFound("queue_not_found");
            }
            return get(on, request, count, mode, new GotMessages(encoding, truncate));
        }).thenCompose(answer -> answer.thenApplyAsync(Function.identity()));
    }

    private CompletionStage<Response> get(
            VirtualHost vhost, Request request, long count, AckMode mode, GotMessages got) {
        Caller asked = domain.caller(request, vhost);
        String name = request.parameter("name");
        Refusals.check(asked.grants() == null ? null : asked.grants().check(Permission.READ,
                ResourceName.queue(vhost.name(), name)), Refusals::ofGet);
        CompletableFuture<Response> answer = new CompletableFuture<>();
        switch (Refusals.check(vhost.openQueue(name, asked))) {
            case OrdinaryQueue ordinary -> answer.complete(get(ordinary, count, mode, got));
            case TopicQueue worked -> new GotRecords(worked, count, mode.verdict(), got, answer).run();
            case StreamQueue stream -> throw HttpRefusal.badRequest(
                    "540 basic.get not supported by stream queues " + stream.resource());
        }
        return answer;
    }

    private static Response get(OrdinaryQueue queue, long count, AckMode mode, GotMessages got) {
        List<Delivery> deliveries = new ArrayList<>();
        for (long n = 0; n < count; n++) {
            Delivery delivery = queue.queue().get(false, got);
            if (delivery == null) {
                break;
            }
            deliveries.add(delivery);
        }
        deliveries.forEach(mode::settle);
        return Response.json(got.rows());
    }
}
