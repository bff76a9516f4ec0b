package io.github.gru4j.keras;

/** Placeholder of the public face while the layers are being laid. */
public final class KerasFiles {

    private KerasFiles() {}
}
