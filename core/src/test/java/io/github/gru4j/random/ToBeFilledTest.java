package io.github.gru4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gru4j.layer.Dense;
import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.rnn.Bidirectional;
import io.github.gru4j.layer.rnn.GRU;
import io.github.gru4j.model.Sequential;
import io.github.gru4j.tensor.DType;
import io.github.gru4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToBeFilledTest {

    @Test
    void everyWeightIsToldBeforeItIsMadeAndStartsAsZeros() {
        List<String> told = new ArrayList<>();
        Sequential model = Sequential.of(Bidirectional.of(GRU.of(2)), Dense.of(3));
        model.build(Shape.of(1, 4, 5), new ToBeFilled((shape, dtype) -> told.add(dtype + " " + shape)));
        assertThat(told)
                .containsExactly(
                        "float32 (5, 6)",
                        "float32 (2, 6)",
                        "float32 (2, 6)",
                        "float32 (5, 6)",
                        "float32 (2, 6)",
                        "float32 (2, 6)",
                        "float32 (4, 3)",
                        "float32 (3,)");
        for (Parameter weight : model.weights()) {
            assertThat(weight.value().floats()).containsOnly(0);
        }
    }

    @Test
    void aWeightForWhichThereIsNoRoomIsNotMade() {
        Dense layer = Dense.builder(2_000_000_000).dtype(DType.FLOAT64).build();
        ToBeFilled none = new ToBeFilled((shape, dtype) -> {
            throw new IllegalArgumentException(dtype + " " + shape);
        });
        assertThatThrownBy(() -> layer.build(Shape.of(1, 2_000_000_000), none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("float64 (2000000000, 2000000000)");
        assertThat(layer.built()).isFalse();
    }

    @Test
    void whatIsBuiltApartIsFilledLaterToo() {
        ToBeFilled later = new ToBeFilled((shape, dtype) -> {});
        assertThat(later.split()).isSameAs(later);
    }
}
