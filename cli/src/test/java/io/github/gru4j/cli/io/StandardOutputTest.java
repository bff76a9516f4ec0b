package io.github.gru4j.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    private static StandardOutput thatFails(String reason) {
        return new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        });
    }

    private static void print(StandardOutput output, String text) {
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        stream.println(text);
        stream.flush();
    }

    @Test
    void passesOnWhatItIsGiven() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(bytes);
        print(output, "é");
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("é" + System.lineSeparator());
        assertThat(output.failure()).isEmpty();
    }

    @Test
    void lostOutputIsAFailure() {
        StandardOutput output = thatFails("No space left on device");
        print(output, "x");
        assertThat(output.failure().orElseThrow())
                .hasMessage("standard output: cannot be written: No space left on device.");
    }

    @Test
    void readerThatClosesThePipeIsNone() {
        StandardOutput output = thatFails("Broken pipe");
        print(output, "x");
        assertThat(output.failure()).isEmpty();
    }
}
