package io.github.gru4j.cli;

import io.github.gru4j.layer.Backend;
import picocli.CommandLine.IVersionProvider;

/** What {@code gru4j --version} prints: the version, the JDK, and the kernel set with the reason for it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "gru4j " + number(),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ", " + System.getProperty("os.name")
                    + " " + System.getProperty("os.arch") + ")",
            "Kernels: " + kernels()
        };
    }

    /** The reason names the kernel set, or else it is named before. */
    private static String kernels() {
        String reason = Backend.reason();
        return reason.startsWith(Backend.name()) ? reason : Backend.name() + ". " + reason;
    }

    /** The version that the build wrote into the jar's manifest. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(run from classes, not from a jar)" : version;
    }
}
