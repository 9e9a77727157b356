package io.volok.broker.routing;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * Whether two field values are the same value, as the headers exchange sees it: by value and not by wire type, so that
 * a byte 1, a long 1 and a double 1.0 match. Inside tables and arrays the types count too, as in RabbitMQ, which
 * compares nested values with their types.
 */
final class FieldMatch {

    private FieldMatch() {
    }

    static boolean same(FieldValue left, FieldValue right) {
        byte[] leftBytes = bytes(left);
        if (leftBytes != null) {
            byte[] rightBytes = bytes(right);
            return rightBytes != null && Arrays.equals(leftBytes, rightBytes);
        }
        if (isLong(left) && isLong(right)) {
            return asLong(left) == asLong(right);
        }
        BigDecimal leftNumber = number(left);
        if (leftNumber != null) {
            BigDecimal rightNumber = number(right);
            return rightNumber != null && leftNumber.compareTo(rightNumber) == 0;
        }
        return sameStructure(left, right);
    }

    private static boolean sameStructure(FieldValue left, FieldValue right) {
        if (left instanceof FieldTable leftTable && right instanceof FieldTable rightTable) {
            List<FieldTable.Entry> a = leftTable.entries();
            List<FieldTable.Entry> b = rightTable.entries();
            boolean same = a.size() == b.size();
            for (int i = 0; same && i < a.size(); i++) {
                same = a.get(i).name().equals(b.get(i).name()) && sameTyped(a.get(i).value(), b.get(i).value());
            }
            return same;
        }
        if (left instanceof FieldValue.Array leftArray && right instanceof FieldValue.Array rightArray) {
            List<FieldValue> a = leftArray.values();
            List<FieldValue> b = rightArray.values();
            boolean same = a.size() == b.size();
            for (int i = 0; same && i < a.size(); i++) {
                same = sameTyped(a.get(i), b.get(i));
            }
            return same;
        }
        return left.equals(right);
    }

    private static boolean sameTyped(FieldValue left, FieldValue right) {
        return left.tag() == right.tag() && same(left, right);
    }

    /** Text and binary values are both just bytes. */
    private static byte[] bytes(FieldValue value) {
        return switch (value) {
            case FieldValue.LongString string -> string.bytes();
            case FieldValue.Binary binary -> binary.bytes();
            default -> null;
        };
    }

    /** Whether a value is a number that a long holds: the usual case, compared without making anything. */
    private static boolean isLong(FieldValue value) {
        return switch (value) {
            case FieldValue.Int8 v -> true;
            case FieldValue.UInt8 v -> true;
            case FieldValue.Int16 v -> true;
            case FieldValue.UInt16 v -> true;
            case FieldValue.Int32 v -> true;
            case FieldValue.UInt32 v -> true;
            case FieldValue.Int64 v -> true;
            case FieldValue.Timestamp v -> true;
            default -> false;
        };
    }

    private static long asLong(FieldValue value) {
        return switch (value) {
            case FieldValue.Int8 v -> v.value();
            case FieldValue.UInt8 v -> v.value();
            case FieldValue.Int16 v -> v.value();
            case FieldValue.UInt16 v -> v.value();
            case FieldValue.Int32 v -> v.value();
            case FieldValue.UInt32 v -> v.value();
            case FieldValue.Int64 v -> v.value();
            case FieldValue.Timestamp v -> v.seconds();
            default -> throw new IllegalArgumentException("not a long: " + value);
        };
    }

    /** The number that a value stands for; dates are the number of their seconds. Null when it is not a number. */
    private static BigDecimal number(FieldValue value) {
        return switch (value) {
            case FieldValue.Timestamp timestamp -> BigDecimal.valueOf(timestamp.seconds());
            case FieldValue.UInt64 unsigned -> new BigDecimal(new BigInteger(Long.toUnsignedString(unsigned.bits())));
            case FieldValue.Float32 single -> finite(single.value());
            case FieldValue.Float64 twice -> finite(twice.value());
            default -> {
                var integer = FieldTable.integerOf(value);
                yield integer.isPresent() ? BigDecimal.valueOf(integer.getAsLong()) : null;
            }
        };
    }

    private static BigDecimal finite(double value) {
        return Double.isFinite(value) ? new BigDecimal(value) : null;
    }
}
