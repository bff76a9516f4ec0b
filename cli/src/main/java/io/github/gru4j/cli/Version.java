package io.github.gru4j.cli;

import io.github.gru4j.layer.Backend;
import picocli.CommandLine.IVersionProvider;

/** What {@code gru4j --version} prints: the version, the JDK, and the kernel set with the reason for it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "gru4j " + number(),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ", "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ")",
            "Kernels: " + Backend.name() + ". " + Backend.reason()
        };
    }

    /** The version that the build wrote into the jar's manifest. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(run from classes, not from a jar)" : version;
    }
}
