package io.volok.server.admin.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON object in the making; fields keep the order in which they were set. */
final class Row extends LinkedHashMap<String, Object> {

    private static final long serialVersionUID = 1L;

    Row() {
    }

    Row(Map<String, ?> fields) {
        super(fields);
    }

    /** Sets a field. */
    Row with(String field, Object value) {
        put(field, value);
        return this;
    }

    /** Sets a field unless the value is null. */
    Row withKnown(String field, Object value) {
        if (value != null) {
            put(field, value);
        }
        return this;
    }
}
