package io.volok.server.config;

/**
 * Where a listener binds.
 *
 * @param host a name or address; empty for all addresses of the machine
 * @param port 0 for any free port, -1 for no listener at all
 */
public record ListenAddress(String host, int port) {

    private static final int OFF = -1;
    private static final int MAX_PORT = 65_535;

    /** All addresses of the machine. */
    public static ListenAddress ofPort(int port) {
        return new ListenAddress("", port);
    }

    /**
     * Understands {@code 5672}, {@code 127.0.0.1:5672}, {@code [::1]:5672}, {@code PLAINTEXT://host:9092},
     * {@code :9092} and {@code none}.
     */
    static ListenAddress parse(String text) {
        if (text.equals("none")) {
            return new ListenAddress("", OFF);
        }
        int scheme = text.indexOf("://");
        String address = scheme < 0 ? text : text.substring(scheme + 3);
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new ListenAddress(host.equals("*") ? "" : host, Values.integer(0, MAX_PORT)
                .parse(address.substring(colon + 1)));
    }

    /** Whether there is to be a listener. */
    public boolean enabled() {
        return port != OFF;
    }

    /** The same host with another port. */
    public ListenAddress withPort(int otherPort) {
        return new ListenAddress(host, otherPort);
    }

    @Override
    public String toString() {
        return enabled() ? (host.isEmpty() ? "*" : host) + ":" + port : "none";
    }
}
