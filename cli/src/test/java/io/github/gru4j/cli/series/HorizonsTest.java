package io.github.gru4j.cli.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HorizonsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6|6|6 rows ahead",
                "1|1|1 row ahead",
                "1..24|1..24|1..24 rows ahead",
                "6, 1,24|1,6,24|1,6,24 rows ahead",
                "2..4,3,5|2..5|2..5 rows ahead",
                "3..3|3|3 rows ahead"
            })
    void textIsReadAndWritten(String text, String written, String words) {
        Horizons horizons = Horizons.parse(text);
        assertThat(horizons).hasToString(written);
        assertThat(horizons.words()).isEqualTo(words);
        assertThat(Horizons.parse(written)).isEqualTo(horizons);
    }

    @Test
    void spanCountsTheRowsBetweenToo() {
        Horizons horizons = Horizons.parse("24,6,1");
        assertThat(horizons.ahead()).isEqualTo(List.of(1, 6, 24));
        assertThat(horizons.first()).isEqualTo(1);
        assertThat(horizons.last()).isEqualTo(24);
        assertThat(horizons.count()).isEqualTo(3);
        assertThat(horizons.span()).isEqualTo(24);
        assertThat(Horizons.of(7).span()).isEqualTo(1);
    }
}
