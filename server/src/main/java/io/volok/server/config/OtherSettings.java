package io.volok.server.config;

/** Settings that have no entry in {@link Settings}, because a protocol brings a large table of its own. */
public interface OtherSettings {

    /** There are none. */
    OtherSettings NONE = new OtherSettings() {
        @Override
        public boolean knows(String key) {
            return false;
        }

        @Override
        public String fault(String key, String value) {
            return null;
        }
    };

    /** Whether the key is one of them. */
    boolean knows(String key);

    /** What to write instead of a value that cannot be, as the end of a sentence; null for a value that can. */
    String fault(String key, String value);
}
