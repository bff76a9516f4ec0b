package io.github.gru4j.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    @Test
    void findsANameThatDiffersByCaseALetterOrASwap() {
        List<String> known = List.of("Date", "Temp", "humidity");
        assertThat(Suggestions.closest("temp", known)).contains("Temp");
        assertThat(Suggestions.closest("Dates", known)).contains("Date");
        assertThat(Suggestions.closest("hmuidity", known)).contains("humidity");
        assertThat(Suggestions.closest("rain", known)).isEmpty();
    }

    @Test
    void distanceCountsEdits() {
        assertThat(Suggestions.editDistance("", "abc")).isEqualTo(3);
        assertThat(Suggestions.editDistance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestions.editDistance("trian", "train")).isEqualTo(1);
        assertThat(Suggestions.editDistance("same", "same")).isZero();
    }
}
