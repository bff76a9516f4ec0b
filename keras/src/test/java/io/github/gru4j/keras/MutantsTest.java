package io.github.gru4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** The golden data can fail: each mistake that a case could show, it does show. */
class MutantsTest {

    /**
     * Cases whose gates or candidates are clipped to constants by their activation (relu6, sparsemax, sparse_sigmoid,
     * relu), so that what feeds them does not show.
     */
    private static final Set<String> CLIPPED =
            Set.of("cell_007", "cell_053", "cell_055", "cell_089", "rnn_116", "mix_261");

    /** Over a single unit these are constant. */
    private static final Set<String> CONSTANT_OF_ONE = Set.of("softmax", "log_softmax", "sparsemax");

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void everyGoldenCaseThatCanNoticeAMistakeNoticesIt(Mutant mutant) {
        List<String> survived = new ArrayList<>();
        int noticed = 0;
        for (ObjectNode item : GoldenLayer.cases("forward.json")) {
            GoldenLayer golden = new GoldenLayer(item, DType.FLOAT32);
            if (isSensitive(golden) && mutant.applies(golden)) {
                mutant.mutate(golden);
                if (golden.distance() > 1) {
                    noticed++;
                } else {
                    survived.add(golden.id());
                }
            }
        }
        assertThat(survived).isEmpty();
        assertThat(noticed).isGreaterThanOrEqualTo(mutant == Mutant.BIAS_OF_THE_STATE_DROPPED ? 70 : 90);
    }

    private static boolean isSensitive(GoldenLayer golden) {
        boolean saturated = Json.write(golden.node.get("tags")).contains("large_magnitude");
        boolean constant = golden.units() == 1
                && (CONSTANT_OF_ONE.contains(
                                golden.cellConfig().get("activation").stringValue())
                        || CONSTANT_OF_ONE.contains(
                                golden.cellConfig().get("recurrent_activation").stringValue()));
        return golden.usedSteps() > 0 && !saturated && !constant && !CLIPPED.contains(golden.id());
    }
}
