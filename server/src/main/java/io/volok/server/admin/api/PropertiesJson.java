package io.volok.server.admin.api;

import io.volok.codec.message.MessageProperties;
import io.volok.codec.message.Property;
import io.volok.server.admin.HttpRefusal;
import java.util.List;
import java.util.Map;

/** Message properties as JSON: names with underscores, the headers among them. */
final class PropertiesJson {

    private static final String HEADERS = "headers";

    private PropertiesJson() {
    }

    /** As RabbitMQ shows them: an empty list when there are none. */
    static Object toJson(MessageProperties properties) {
        Row row = new Row();
        for (Property property : Property.values()) {
            properties.text(property).ifPresent(text -> row.put(field(property), isNumber(property)
                    ? (Object) Long.parseUnsignedLong(text) : text));
        }
        if (properties.hasHeaders()) {
            row.put(HEADERS, JsonFields.toJson(properties.headers()));
        }
        return row.isEmpty() ? List.of() : row;
    }

    /** What a client gave. Fields that are no properties are ignored, as in RabbitMQ. */
    static MessageProperties fromJson(Object given) {
        Map<?, ?> json = JsonBody.object("properties", given);
        MessageProperties.Builder builder = MessageProperties.builder();
        for (Property property : Property.values()) {
            if (json.containsKey(field(property))) {
                set(builder, property, json.get(field(property)));
            }
        }
        if (json.containsKey(HEADERS)) {
            builder.headers(JsonFields.toTable(JsonBody.object(HEADERS, json.get(HEADERS))));
        }
        return builder.build();
    }

    private static void set(MessageProperties.Builder builder, Property property, Object value) {
        boolean isOfItsKind = isNumber(property) ? value instanceof Number : value instanceof String;
        if (!isOfItsKind) {
            throw HttpRefusal.badRequest(List.of(isNumber(property) ? "not_int" : "not_string", field(property)));
        }
        try {
            builder.set(property, value.toString());
        } catch (IllegalArgumentException outOfRange) {
            throw HttpRefusal.badRequest(List.of("not_int", field(property)));
        }
    }

    private static boolean isNumber(Property property) {
        return switch (property) {
            case DELIVERY_MODE, PRIORITY, TIMESTAMP -> true;
            default -> false;
        };
    }

    private static String field(Property property) {
        return property.wireName().replace('-', '_');
    }
}
