package io.github.gru4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A page in one file, which loads nothing: texts, and pictures inside it. Not safe to share between threads. */
public final class HtmlReport {

    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;color:#222b38;max-width:960px;"
            + "margin:2em auto;padding:0 1em}pre{background:#f6f7f9;padding:1em;overflow-x:auto;line-height:1.3}"
            + "img{max-width:100%}h1,h2{line-height:1.2}";

    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** A page with a heading. */
    public HtmlReport(String title) {
        this.title = title;
    }

    /** Adds a heading and a text whose line breaks and spaces count. */
    public HtmlReport text(String heading, String text) {
        heading(heading);
        body.append("<pre>").append(escaped(text.strip())).append("</pre>\n");
        return this;
    }

    /** Adds a heading and a picture. */
    public HtmlReport picture(String heading, byte[] png) {
        heading(heading);
        body.append("<img alt=\"")
                .append(escaped(heading))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png))
                .append("\">\n");
        return this;
    }

    private void heading(String heading) {
        body.append("<h2>").append(escaped(heading)).append("</h2>\n");
    }

    /** Writes the page. */
    public void write(Path file) throws IOException {
        String page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + escaped(title)
                + "</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<h1>" + escaped(title) + "</h1>\n" + body
                + "</body>\n</html>\n";
        Files.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    /** Names of columns and labels come from files, which nobody trusts. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
