package io.volok.server.runtime;

/** Which Volok this is. */
public final class Version {

    private Version() {
    }

    /** The version from the jar's manifest, or {@code dev} when run from classes. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
