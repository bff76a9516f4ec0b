package io.github.gru4j.benchmarks;

/** The peers, as a benchmark parameter. Those with large native libraries are in the build profile {@code peers} only. */
public enum Competitor {
    /** This library. */
    GRU4J("Gru4jPeer"),
    /** Hand-written loops over float arrays: what one writes without a library. */
    NAIVE("NaivePeer"),
    /** ONNX Runtime's GRU operator on one thread. */
    ONNX_RUNTIME("OnnxRuntimePeer");

    private final String implementation;

    Competitor(String implementation) {
        this.implementation = implementation;
    }

    Peer open() throws ReflectiveOperationException {
        String name = Competitor.class.getPackageName() + "." + implementation;
        try {
            return Class.forName(name)
                    .asSubclass(Peer.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Competitor: " + this + " is not in this build. Build with -Ppeers.", e);
        }
    }
}
