package io.github.gru4j.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.data.Dataset;
import io.github.gru4j.data.Element;
import io.github.gru4j.data.ElementIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassagesTest {

    private static final char[] TEXT = {9, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    private static List<List<Float>> inputs(Dataset passages, long pass) {
        List<List<Float>> inputs = new ArrayList<>();
        try (ElementIterator elements = passages.iterator(pass)) {
            while (elements.hasNext()) {
                Element passage = elements.next();
                List<Float> characters = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    float input = passage.inputs().get(0).floats()[i];
                    assertThat(passage.targets().get(0).floats()[i]).isEqualTo(input + 1);
                    characters.add(input);
                }
                inputs.add(characters);
            }
        }
        return inputs;
    }

    @Test
    void targetsAreTheCharactersThatFollow() {
        Passages passages = new Passages(TEXT, 2, 12, 3);
        assertThat(passages.count()).isEqualTo(3);
        assertThat(inputs(passages.inOrder(), 0))
                .containsExactly(List.of(0f, 1f, 2f), List.of(3f, 4f, 5f), List.of(6f, 7f, 8f));
        assertThat(new Passages(TEXT, 2, 11, 3).count())
                .as("the last character has none behind it in the part")
                .isEqualTo(2);
    }

    @Test
    void everyPassHasAnOrderOfItsOwn() {
        Passages passages = new Passages(TEXT, 2, 12, 3);
        List<List<List<Float>>> orders = new ArrayList<>();
        for (int pass = 0; pass < 6; pass++) {
            orders.add(inputs(passages.shuffled(1), pass));
        }
        assertThat(orders)
                .allSatisfy(
                        order -> assertThat(order).containsExactlyInAnyOrderElementsOf(inputs(passages.inOrder(), 0)));
        assertThat(orders.stream().distinct().count()).isGreaterThan(1);
        assertThat(inputs(passages.shuffled(1), 3)).isEqualTo(orders.get(3));
    }
}
