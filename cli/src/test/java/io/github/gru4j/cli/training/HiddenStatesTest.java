package io.github.gru4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Input;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.random.Generator;
import io.github.gru4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class HiddenStatesTest {

    private static final Tensor SAMPLE = new Generator(3).normal(1, 6, 2);

    @Test
    void lastStateIsWhatTheHeadSees() {
        Sequential model = Sequential.of(
                Input.of(6, 2), GRU.builder(4).returnSequences(true).build(), GRU.of(3), Dense.of(1));
        float[][] states = HiddenStates.of(model, SAMPLE);
        assertThat(states).hasDimensions(6, 3);
        List<Tensor> head = model.layers().get(3).getWeights();
        double expected = head.get(1).getAt(0);
        for (int unit = 0; unit < 3; unit++) {
            expected += states[5][unit] * head.get(0).getAt(unit);
        }
        assertThat(model.predict(SAMPLE).getAt(0)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void bothDirectionsAreShown() {
        Sequential model = Sequential.of(Input.of(6, 2), Bidirectional.of(GRU.of(3)), Dense.of(1));
        float[][] states = HiddenStates.of(model, SAMPLE);
        assertThat(states).hasDimensions(6, 6);
        float[] last =
                ((Bidirectional) model.layers().get(1)).call(SAMPLE).output().floats();
        for (int unit = 0; unit < 3; unit++) {
            assertThat(states[5][unit]).isEqualTo(last[unit]);
            assertThat(states[0][3 + unit])
                    .as("backwards, the first step comes last")
                    .isEqualTo(last[3 + unit]);
        }
    }
}
