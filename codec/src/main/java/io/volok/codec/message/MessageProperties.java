package io.volok.codec.message;

import io.volok.codec.bytes.ByteWriter;
import io.volok.codec.bytes.MalformedBytes;
import io.volok.codec.bytes.ShortString;
import io.volok.codec.table.FieldReader;
import io.volok.codec.table.FieldTable;
import io.volok.codec.table.FieldWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The properties of an AMQP message as an immutable object, for code that is not on the hot path. Numbers are held as
 * the decimal text that also stands in the record.
 */
public final class MessageProperties {

    /** No property and no header table. */
    public static final MessageProperties NONE = new Builder().build();

    private final Map<Property, ShortString> values;
    private final FieldTable headers;

    private MessageProperties(Map<Property, ShortString> values, FieldTable headers) {
        this.values = values;
        this.headers = headers;
    }

    /**
     * Reads a property list: what remains in the buffer, all of it.
     *
     * @throws MalformedBytes if it is not one
     */
    public static MessageProperties read(ByteBuffer propertyList) {
        byte[] array = new byte[propertyList.remaining()];
        propertyList.get(array);
        PropertyScan scan = new PropertyScan();
        scan.scan(array, array.length);
        Builder builder = new Builder();
        for (Property property : Property.ALL) {
            if (scan.has(property)) {
                builder.values.put(property, property.kind() == Property.Kind.TEXT
                        ? ShortString.copyOf(array, scan.start(property), scan.length(property))
                        : ShortString.of(Long.toUnsignedString(scan.number(property))));
            }
        }
        if (scan.hasTable()) {
            int lengthAt = scan.tableStart() - 4;
            builder.headers(FieldReader.table(ByteBuffer.wrap(array, lengthAt, scan.tableEnd() - lengthAt)));
        }
        return builder.build();
    }

    /** Writes property flags and properties, as they stand in a content header. */
    public void writeTo(ByteWriter out) {
        int flags = headers == null ? 0 : Property.HEADERS_FLAG;
        for (Property property : values.keySet()) {
            flags |= property.flag();
        }
        out.u16(flags);
        for (Property property : Property.ALL) {
            if (property.ordinal() == Property.BEFORE_HEADERS && headers != null) {
                FieldWriter.table(out, headers);
            }
            ShortString value = values.get(property);
            if (value != null) {
                switch (property.kind()) {
                    case TEXT -> out.shortString(value);
                    case OCTET -> out.u8(Integer.parseInt(value.text()));
                    case SECONDS -> out.u64(Long.parseUnsignedLong(value.text()));
                }
            }
        }
    }

    /** A property's text. */
    public Optional<String> text(Property property) {
        return Optional.ofNullable(values.get(property)).map(ShortString::text);
    }

    /** The headers; empty also if there is no table. */
    public FieldTable headers() {
        return headers == null ? FieldTable.EMPTY : headers;
    }

    /** Whether there is a header table, be it empty. */
    public boolean hasHeaders() {
        return headers != null;
    }

    /** Starts properties. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts properties with these. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        builder.headers = headers;
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageProperties that && values.equals(that.values)
                && Objects.equals(headers, that.headers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values, headers);
    }

    @Override
    public String toString() {
        return values + (headers == null ? "" : " " + headers);
    }

    /** Collects properties. */
    public static final class Builder {

        private final Map<Property, ShortString> values = new EnumMap<>(Property.class);
        private FieldTable headers;

        private Builder() {
        }

        /**
         * Sets a property.
         *
         * @throws IllegalArgumentException if the property cannot have that value
         */
        public Builder set(Property property, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean fits = switch (property.kind()) {
                case TEXT -> true;
                case SECONDS -> DecimalText.isUnsigned(bytes, 0, bytes.length);
                case OCTET -> bytes.length <= 3 && DecimalText.isUnsigned(bytes, 0, bytes.length)
                        && DecimalText.parse(bytes, 0, bytes.length) <= 0xFF;
            };
            if (!fits) {
                throw new IllegalArgumentException(property.wireName() + " cannot be " + text);
            }
            values.put(property, ShortString.of(text));
            return this;
        }

        /** Takes a property away. */
        public Builder remove(Property property) {
            values.remove(property);
            return this;
        }

        /** Sets the header table. */
        public Builder headers(FieldTable table) {
            headers = Objects.requireNonNull(table);
            return this;
        }

        /** Takes the header table away. */
        public Builder noHeaders() {
            headers = null;
            return this;
        }

        /** The properties. */
        public MessageProperties build() {
            return new MessageProperties(new EnumMap<>(values), headers);
        }
    }
}
