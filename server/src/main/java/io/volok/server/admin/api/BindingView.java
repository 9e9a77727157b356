package io.volok.server.admin.api;

import io.volok.broker.routing.Binding;
import io.volok.broker.routing.Destination;
import io.volok.broker.vhost.VhostQueue;
import io.volok.broker.vhost.VirtualHost;
import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Bindings as the API shows them, with the key by which one of several between the same two ends is told apart:
 * {@code routingKey~hash}, where the hash of the arguments is left out when there are none, and {@code ~} stands for
 * neither.
 */
final class BindingView {

    private static final Comparator<Binding> ORDER = Comparator.comparing(Binding::source)
            .thenComparing(binding -> binding.destination().name()).thenComparing(Binding::routingKey);

    private BindingView() {
    }

    /** All bindings of a virtual host; every queue is bound to the default exchange besides. On its shard. */
    static List<Binding> all(VirtualHost vhost) {
        List<Binding> all = new ArrayList<>();
        for (VhostQueue queue : vhost.queues()) {
            all.add(new Binding("", Destination.queue(queue.name()), queue.name(), FieldTable.EMPTY));
        }
        all.addAll(vhost.bindings());
        all.sort(ORDER);
        return all;
    }

    static Row row(VirtualHost vhost, Binding binding) {
        return new Row().with("arguments", JsonFields.toJson(binding.arguments()))
                .with("destination", binding.destination().name())
                .with("destination_type", binding.destination().kind().word())
                .with("properties_key", key(binding))
                .with("routing_key", binding.routingKey()).with("source", binding.source())
                .with("vhost", vhost.name());
    }

    /** The key of a binding. */
    static String key(Binding binding) {
        String routingKey = URLEncoder.encode(binding.routingKey(), StandardCharsets.UTF_8).replace("~", "%7E");
        if (!binding.arguments().isEmpty()) {
            return routingKey + "~" + hash(binding.arguments());
        }
        return routingKey.isEmpty() ? "~" : routingKey;
    }

    /** Whether a key, as it came out of a decoded path, is this binding's: clients encode it once, or not at all. */
    static boolean hasKey(Binding binding, String given) {
        String key = key(binding);
        return given.equals(key) || given.equals(URLDecoder.decode(key, StandardCharsets.UTF_8));
    }

    private static String hash(FieldTable arguments) {
        ByteWriter out = new ByteWriter(64);
        FieldWriter.table(out, arguments);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.size());
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
