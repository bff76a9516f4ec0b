package io.github.gru4j.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceReaderTest {

    @TempDir
    Path folder;

    private Sequences read(String csv, MissingPolicy policy) throws Exception {
        Path file = Files.writeString(folder.resolve("data.csv"), csv);
        try (DataTable table = DataTable.open(file, null)) {
            SequenceReader reader =
                    new SequenceReader(table, new FrameReader(table, List.of("t"), policy), "id", "label");
            return reader.read(reader.defaultFeatures());
        }
    }

    @Test
    void rowsOfAnIdAreASequenceInTheOrderOfTime() throws Exception {
        Sequences read = read("id,t,x,label\nb,2,5,no\na,1,1,yes\nb,1,4,\na,2,2,yes\na,3,3,yes\n", MissingPolicy.ERROR);
        assertThat(read.features()).isEqualTo(List.of("x"));
        assertThat(read.ids()).isEqualTo(List.of("b", "a"));
        assertThat(read.labels()).isEqualTo(List.of("no", "yes"));
        assertThat(read.x()).isDeepEqualTo(new float[][][] {{{4}, {5}}, {{1}, {2}, {3}}});
        assertThat(read.shortest()).isEqualTo(2);
        assertThat(read.longest()).isEqualTo(3);
    }

    @Test
    void missingValueIsNotFilledFromAnotherSequence() throws Exception {
        Sequences read = read("id,t,x,label\na,1,1,yes\na,2,,yes\nb,3,,no\nb,4,7,no\n", MissingPolicy.FORWARD_FILL);
        assertThat(read.x()).isDeepEqualTo(new float[][][] {{{1}, {1}}, {{7}}});
        assertThat(read.notes())
                .containsExactly(
                        "1 cell without a number was filled with the value before",
                        "1 row with a cell without a number was left out (nothing before to fill it with)");
    }
}
