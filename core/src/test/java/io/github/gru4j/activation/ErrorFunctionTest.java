package io.github.gru4j.activation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gru4j.Golden;
import io.github.gru4j.Tolerances;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFunctionTest {

    /** Expected values: computed to 30 digits from the series and the continued fraction of erfc. */
    @ParameterizedTest
    @CsvSource({
        "-6, 2.0",
        "-3.5, 1.9999992569016276",
        "-1.25, 1.9229001282564582",
        "-0.46875, 1.492613473217938",
        "-0.3, 1.3286267594591274",
        "0.1, 0.887537083981715",
        "0.25, 0.7236736098317631",
        "0.46875, 0.507386526782062",
        "0.5, 0.4795001221869535",
        "1.0, 0.15729920705028513",
        "1.75, 0.013328328780817557",
        "2.5, 0.0004069520174449589",
        "3.999, 1.554474949099499e-08",
        "4.0, 1.541725790028002e-08",
        "4.001, 1.5290782173248732e-08",
        "6.5, 3.8421483271206475e-20",
        "9.25, 4.202037214919711e-39",
        "11.0, 1.4408661379436948e-54"
    })
    void complementIsAccurateRelativeToItself(double x, double expected) {
        Golden.assertWithin("erfc(" + x + ")", ErrorFunction.erfc(x), expected, Tolerances.ERFC * expected);
    }

    @Test
    void complementReachesItsLimits() {
        assertThat(ErrorFunction.erfc(0)).isEqualTo(1);
        assertThat(ErrorFunction.erfc(Double.POSITIVE_INFINITY)).isEqualTo(0);
        assertThat(ErrorFunction.erfc(Double.NEGATIVE_INFINITY)).isEqualTo(2);
        assertThat(ErrorFunction.erfc(Double.NaN)).isNaN();
    }
}
