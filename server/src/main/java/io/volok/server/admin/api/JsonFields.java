package io.volok.server.admin.api;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import io.volok.server.admin.HttpRefusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** AMQP field tables as JSON and back, typed as RabbitMQ types them: whole numbers are 64 bits wide. */
final class JsonFields {

    private JsonFields() {
    }

    /** A table as JSON. */
    static Row toJson(FieldTable table) {
        Row row = new Row();
        table.forEach(entry -> row.putIfAbsent(entry.name(), toJson(entry.value())));
        return row;
    }

    /** A value as JSON. */
    static Object toJson(FieldValue value) {
        return switch (value) {
            case FieldTable table -> toJson(table);
            case FieldValue.Array array -> array.values().stream().map(JsonFields::toJson).toList();
            case FieldValue.Bool bool -> bool.value();
            case FieldValue.LongString text -> text(text.bytes());
            case FieldValue.Binary binary -> text(binary.bytes());
            case FieldValue.Timestamp time -> time.seconds();
            case FieldValue.Float32 number -> number.value();
            case FieldValue.Float64 number -> number.value();
            case FieldValue.Decimal number -> BigDecimal.valueOf(number.unscaled(), number.scale());
            case FieldValue.UInt64 number -> new BigInteger(Long.toUnsignedString(number.bits()));
            case FieldValue.Void none -> null;
            default -> FieldTable.integerOf(value).orElseThrow();
        };
    }

    /** Bytes as text if they are UTF-8, else in base64. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : Base64.getEncoder().encodeToString(bytes);
    }

    /** A JSON object as a table. */
    static FieldTable toTable(Map<?, ?> object) {
        FieldTable.Builder table = FieldTable.builder();
        object.forEach((name, value) -> table.set(String.valueOf(name), toField(value)));
        return table.build();
    }

    /** A JSON value as an argument's field. There is no null among them, as in RabbitMQ. */
    static FieldValue toField(Object value) {
        return switch (value) {
            case null -> throw HttpRefusal.badRequest("null_not_allowed");
            case String text -> FieldValue.of(text);
            case Boolean bool -> FieldValue.of(bool);
            case BigInteger huge -> FieldValue.Float64.of(huge.doubleValue());
            case Integer number -> FieldValue.of(number.longValue());
            case Long number -> FieldValue.of(number);
            case Number number -> FieldValue.Float64.of(number.doubleValue());
            case Map<?, ?> object -> toTable(object);
            case List<?> list -> toArray(list);
            default -> throw HttpRefusal.badRequest("unhandled_type");
        };
    }

    /** A parameter's value: any JSON, null and all. */
    static FieldValue toParameter(Object value) {
        return switch (value) {
            case null -> FieldValue.Void.VOID;
            case Map<?, ?> object -> {
                FieldTable.Builder table = FieldTable.builder();
                object.forEach((name, inner) -> table.set(String.valueOf(name), toParameter(inner)));
                yield table.build();
            }
            case List<?> list -> {
                List<FieldValue> values = new ArrayList<>();
                list.forEach(inner -> values.add(toParameter(inner)));
                yield new FieldValue.Array(values);
            }
            default -> toField(value);
        };
    }

    private static FieldValue toArray(List<?> list) {
        List<FieldValue> values = new ArrayList<>();
        list.forEach(value -> values.add(toField(value)));
        return new FieldValue.Array(values);
    }
}
