package io.github.gru4j.benchmarks.peer;

/** The peers, as a benchmark parameter. Those with large native libraries are in the build profile {@code peers} only. */
public enum Competitor {
    /** This library. */
    GRU4J("gru4j", "peer.Gru4jPeer", true, 0.05),
    /** oneDNN's linear-before-reset GRU primitive, through its C API. */
    ONEDNN("oneDNN", "natives.OnednnPeer", true, 1),
    /** ONNX Runtime's GRU operator. */
    ONNX_RUNTIME("ONNX Runtime", "natives.OnnxRuntimePeer", false, 3),
    /** The GRU block of Deep Java Library on its PyTorch engine. */
    DJL_PYTORCH("DJL PyTorch", "natives.DjlPeer", true, 25),
    /** Hand-written loops over float arrays: what one writes without a library. */
    NAIVE("plain loops", "peer.NaivePeer", true, 0.5);

    private final String title;
    private final String implementation;
    private final boolean trains;
    private final double callMicros;

    Competitor(String title, String implementation, boolean trains, double callMicros) {
        this.title = title;
        this.implementation = implementation;
        this.trains = trains;
        this.callMicros = callMicros;
    }

    /** As tables name it. */
    public String title() {
        return title;
    }

    /** Whether it has a backward pass. */
    public boolean trains() {
        return trains;
    }

    /** About what a call takes before it computes anything, in microseconds; only for the choice of a sample's length. */
    public double callMicros() {
        return callMicros;
    }

    /** Whether this build has it. */
    public boolean available() {
        try {
            Class.forName(className(), false, Competitor.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * The peer.
     *
     * @throws IllegalStateException if this build does not have it
     */
    public Peer open() throws ReflectiveOperationException {
        try {
            return Class.forName(className())
                    .asSubclass(Peer.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Competitor: " + this + " is not in this build. Build with -Ppeers.", e);
        }
    }

    private String className() {
        String here = Competitor.class.getPackageName();
        return here.substring(0, here.lastIndexOf('.') + 1) + implementation;
    }
}
