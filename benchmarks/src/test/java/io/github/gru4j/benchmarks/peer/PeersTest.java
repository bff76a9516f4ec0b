package io.github.gru4j.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.random.Generator;
import org.junit.jupiter.api.Test;

class PeersTest {

    private static final SequenceShape SHAPE = new SequenceShape(3, 5, 4, 7);
    private static final GruWeights WEIGHTS = new GruWeights(4, 7, 1);
    private static final float[] X = GruWeights.uniform(new Generator(2), SHAPE.inputs(), 1);
    private static final float[] D_OUTPUT = GruWeights.uniform(new Generator(3), SHAPE.outputs(), 1);

    @Test
    void sequencesOfLoopsAndLibraryAgree() throws Exception {
        Check.outputs("gru4j", sequence(Competitor.NAIVE), sequence(Competitor.GRU4J));
    }

    @Test
    void loopsAgreeWithThePlainestLoops() throws Exception {
        float[] plainest = PlainSteps.of(WEIGHTS, true, SHAPE.timesteps(), X);

        Check.outputs("loops", plainest, sequence(Competitor.NAIVE));
    }

    @Test
    void stepsOfLoopsAndLibraryAgree() throws Exception {
        float[] event = {0.5f, -0.25f, 1, 0};
        float[] loops = new float[7];
        float[] library = new float[7];
        try (Peer.Stream naive = Competitor.NAIVE.open().openStream(WEIGHTS);
                Peer.Stream ours = Competitor.GRU4J.open().openStream(WEIGHTS)) {
            for (int i = 0; i < 3; i++) { // the state is carried on
                naive.step(event, loops);
                ours.step(event, library);
                Check.outputs("gru4j", loops, library);
            }
        }
    }

    @Test
    void gradientsOfLoopsAndLibraryAgreeAndAreThoseOfOneRun() throws Exception {
        Check.gradients("gru4j", gradients(Competitor.NAIVE), gradients(Competitor.GRU4J));
    }

    @Test
    void otherOutputsAreRefused() throws Exception {
        float[] outputs = sequence(Competitor.NAIVE);
        float[] others = outputs.clone();
        others[11] += 1e-4f;

        assertThatThrownBy(() -> Check.outputs("a peer", outputs, others))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Check: a peer must give the same output. Received: element 11=" + others[11]
                        + ", expected=" + outputs[11] + ".");
    }

    @Test
    void notANumberIsRefused() {
        assertThatThrownBy(() -> Check.outputs("a peer", new float[1], new float[] {Float.NaN}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void missingGradientsAreRefused() throws Exception {
        float[][] gradients = gradients(Competitor.NAIVE);
        float[][] others = {gradients[0], gradients[1], new float[21]};

        assertThatThrownBy(() -> Check.gradients("a peer", gradients, others))
                .hasMessage("Check: a peer must give 42 gradients of the bias. Received: 21.");
    }

    @Test
    void shapesAreReadAsTheyAreWritten() {
        assertThat(SequenceShape.parse("32x100x64x128")).hasToString("32x100x64x128");
        assertThat(SequenceShape.parse("64x128"))
                .isEqualTo(new SequenceShape(1, 1, 64, 128))
                .hasToString("64x128");
        assertThatThrownBy(() -> SequenceShape.parse("1x2x3"))
                .hasMessage("SequenceShape: text must be features x units, or batch x timesteps x features x units."
                        + " Received: text=1x2x3.");
    }

    private static float[] sequence(Competitor who) throws Exception {
        try (Peer.Sequence sequence = who.open().openSequence(WEIGHTS, SHAPE)) {
            sequence.setInput(X);
            sequence.run();
            return sequence.output();
        }
    }

    private static float[][] gradients(Competitor who) throws Exception {
        try (Peer.Training training = who.open().openTraining(WEIGHTS, SHAPE)) {
            training.setInput(X, D_OUTPUT);
            training.run();
            training.run();
            return training.gradients();
        }
    }
}
