package io.volok.broker;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.OptionalLong;

/** Argument values as RabbitMQ prints them in its error texts. */
public final class ArgumentText {

    private ArgumentText() {
    }

    /** RabbitMQ's name of a value's type. */
    public static String type(FieldValue value) {
        return switch (value) {
            case FieldValue.Bool ignored -> "bool";
            case FieldValue.Int8 ignored -> "byte";
            case FieldValue.UInt8 ignored -> "unsignedbyte";
            case FieldValue.Int16 ignored -> "short";
            case FieldValue.UInt16 ignored -> "unsignedshort";
            case FieldValue.Int32 ignored -> "signedint";
            case FieldValue.UInt32 ignored -> "unsignedint";
            case FieldValue.Int64 ignored -> "long";
            case FieldValue.UInt64 ignored -> "long";
            case FieldValue.Float32 ignored -> "float";
            case FieldValue.Float64 ignored -> "double";
            case FieldValue.Decimal ignored -> "decimal";
            case FieldValue.LongString ignored -> "longstr";
            case FieldValue.Timestamp ignored -> "timestamp";
            case FieldValue.Array ignored -> "array";
            case FieldValue.Void ignored -> "void";
            case FieldValue.Binary ignored -> "binary";
            case FieldTable ignored -> "table";
        };
    }

    /** A value alone. */
    public static String value(FieldValue value) {
        OptionalLong integer = FieldTable.integerOf(value);
        if (integer.isPresent()) {
            return Long.toString(integer.getAsLong());
        }
        return switch (value) {
            case FieldValue.Bool bool -> Boolean.toString(bool.value());
            case FieldValue.Float32 number -> Float.toString(number.value());
            case FieldValue.Float64 number -> Double.toString(number.value());
            case FieldValue.Timestamp timestamp -> Long.toUnsignedString(timestamp.seconds());
            case FieldValue.Decimal decimal -> "{" + decimal.scale() + "," + decimal.unscaled() + "}";
            case FieldValue.Void ignored -> "undefined";
            default -> value.toString();
        };
    }

    /** A value with its type, or {@code none}: how a comparison of arguments is told. */
    public static String described(FieldValue valueOrNull) {
        return valueOrNull == null ? "none"
                : "the value '" + value(valueOrNull) + "' of type '" + type(valueOrNull) + "'";
    }
}
