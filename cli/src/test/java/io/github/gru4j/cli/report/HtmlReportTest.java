package io.github.gru4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

    @Test
    void pageHoldsEverythingAndNoNameBecomesMarkup(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("report.html");
        new HtmlReport("<b>\"x\"&'y'")
                .text("Plan", " a < b\n c ")
                .picture("One", new byte[] {1, 2, 3})
                .write(file);
        assertThat(Files.readString(file))
                .startsWith("<!DOCTYPE html>\n")
                .contains("<title>&lt;b&gt;&quot;x&quot;&amp;&#39;y&#39;</title>")
                .contains("<h2>Plan</h2>\n<pre>a &lt; b\n c</pre>\n")
                .contains("<h2>One</h2>\n<img alt=\"One\" src=\"data:image/png;base64,AQID\">\n")
                .doesNotContain("http", "<script", "<b>");
    }
}
