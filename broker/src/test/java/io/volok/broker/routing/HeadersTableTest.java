package io.volok.broker.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The headers exchange. AMQP 0-9-1 §3.1.3.4 and RabbitMQ's extensions. */
class HeadersTableTest {

    private static final FieldTable A1 = FieldTable.builder().add("a", 1).build();

    @Test
    void allIsTheDefaultAndAsksForEveryArgument() {
        FieldTable wanted = FieldTable.builder().add("a", 1).add("b", "two").build();
        assertThat(matches(wanted, FieldTable.builder().add("b", "two").add("a", 1).add("c", 3).build())).isTrue();
        assertThat(matches(wanted, A1)).isFalse();
        assertThat(matches(wanted, FieldTable.builder().add("a", 1).add("b", "three").build())).isFalse();
    }

    @Test
    void anyAsksForOne() {
        FieldTable wanted = FieldTable.builder().add("x-match", "any").add("a", 1).add("b", "two").build();
        assertThat(matches(wanted, A1)).isTrue();
        assertThat(matches(wanted, FieldTable.builder().add("a", 2).build())).isFalse();
        assertThat(matches(wanted, FieldTable.EMPTY)).isFalse();
    }

    @Test
    void withoutArgumentsAllMatchesEverythingAndAnyNothing() {
        assertThat(matches(FieldTable.EMPTY, FieldTable.EMPTY)).isTrue();
        assertThat(matches(FieldTable.builder().add("x-match", "all").build(), A1)).isTrue();
        assertThat(matches(FieldTable.builder().add("x-match", "any").build(), A1)).isFalse();
    }

    @Test
    void argumentsThatStartWithXTakePartOnlyIfAskedTo() {
        FieldTable x1 = FieldTable.builder().add("x-a", 1).build();
        assertThat(matches(with("all", "x-a", 2), x1)).isTrue();
        assertThat(matches(with("all-with-x", "x-a", 2), x1)).isFalse();
        assertThat(matches(with("all-with-x", "x-a", 1), x1)).isTrue();
        assertThat(matches(with("any", "x-a", 1), x1)).isFalse();
        assertThat(matches(with("any-with-x", "x-a", 1), x1)).isTrue();
    }

    @Test
    void aVoidArgumentAsksOnlyForPresence() {
        FieldTable wanted = FieldTable.of("a", FieldValue.Void.VOID);
        assertThat(matches(wanted, A1)).isTrue();
        assertThat(matches(wanted, FieldTable.builder().add("b", 1).build())).isFalse();
    }

    @Test
    void numbersMatchByValueWhateverTheirWidth() {
        for (FieldValue one : List.of(new FieldValue.Int8((byte) 1), new FieldValue.UInt8(1), new FieldValue.Int16((short) 1),
                new FieldValue.UInt16(1), new FieldValue.Int32(1), new FieldValue.UInt32(1), new FieldValue.Int64(1),
                FieldValue.Float32.of(1), FieldValue.Float64.of(1), new FieldValue.Timestamp(1))) {
            assertThat(matches(A1, FieldTable.of("a", one))).as(one.toString()).isTrue();
        }
        assertThat(matches(A1, FieldTable.of("a", FieldValue.of("1")))).isFalse();
        assertThat(matches(A1, FieldTable.of("a", FieldValue.of(true)))).isFalse();
    }

    @Test
    void tablesDatesArraysDecimalsAndBytesAreCompared() {
        FieldValue table = FieldTable.of("n", new FieldValue.Timestamp(9), "m", FieldValue.of("v"));
        FieldValue array = new FieldValue.Array(List.of(FieldValue.of(1), table));
        for (FieldValue value : List.of(table, array, new FieldValue.Timestamp(1_700_000_000L),
                new FieldValue.Decimal(2, 314), FieldValue.of(false), new FieldValue.Binary(new byte[] {1, 2}))) {
            assertThat(matches(FieldTable.of("a", value), FieldTable.of("a", value))).as(value.toString()).isTrue();
        }
        FieldValue otherTable = FieldTable.of("n", new FieldValue.Timestamp(8), "m", FieldValue.of("v"));
        assertThat(matches(FieldTable.of("a", table), FieldTable.of("a", otherTable))).isFalse();
        assertThat(matches(FieldTable.of("a", array), FieldTable.of("a", table))).isFalse();
        assertThat(matches(FieldTable.of("a", new FieldValue.Timestamp(1)),
                FieldTable.of("a", new FieldValue.Timestamp(2)))).isFalse();
        assertThat(matches(FieldTable.of("a", new FieldValue.Binary("t".getBytes())),
                FieldTable.of("a", FieldValue.of("t")))).isTrue();
    }

    @Test
    void badMatchKindsAreRefused() {
        HeadersTable table = new HeadersTable();
        assertThat(table.validate(binding(FieldTable.builder().add("x-match", "some").build())).text())
                .isEqualTo("Invalid x-match field value <<\"some\">>; expected all, any, all-with-x, or any-with-x");
        assertThat(table.validate(binding(FieldTable.builder().add("x-match", 1).build())).text())
                .isEqualTo("Invalid x-match field type long (value 1); expected longstr");
        assertThat(table.validate(binding(FieldTable.EMPTY))).isNull();
    }

    private static FieldTable with(String match, String name, long value) {
        return FieldTable.builder().add("x-match", match).add(name, value).build();
    }

    private static Binding binding(FieldTable arguments) {
        return new Binding("x", Destination.queue("q"), "", arguments);
    }

    private static boolean matches(FieldTable arguments, FieldTable headers) {
        HeadersTable table = new HeadersTable();
        table.add(binding(arguments));
        List<Destination> found = new ArrayList<>();
        table.match("", new Routable() {
            @Override
            public FieldTable headers() {
                return headers;
            }

            @Override
            public String property(String name) {
                return null;
            }
        }, found);
        return !found.isEmpty();
    }
}
