package io.github.gru4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void namesToTheLeftNumbersToTheRight() {
        assertThat(new TextTable("Forecast", "MAE").row("a", "1.25").row("longer name", "10"))
                .hasToString("  Forecast      MAE\n  ─────────────────\n  a            1.25\n  longer name    10\n");
    }

    @Test
    void sizesAsKerasWritesThem() {
        assertThat(ModelSummary.bytes(0)).isEqualTo("0.00 B");
        assertThat(ModelSummary.bytes(13572)).isEqualTo("13.25 KB");
        assertThat(ModelSummary.bytes(5L << 20)).isEqualTo("5.00 MB");
    }
}
