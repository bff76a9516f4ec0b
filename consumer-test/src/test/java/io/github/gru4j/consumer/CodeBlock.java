package io.github.gru4j.consumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of Java in a Markdown document and what the document says it prints.
 *
 * @param section counts the headings of level two before it
 * @param line where its code begins, from 1
 * @param code the lines between the fences, or in a comment {@code <!-- java … -->} that readers do not see
 * @param prints the lines of the block {@code text} right behind it, none if there is no such block
 */
record CodeBlock(int section, int line, String code, List<String> prints) {

    /** Whether it holds nothing but imports, which then belong to the whole document. */
    boolean isImports() {
        return code.lines().filter(line -> !line.isBlank()).allMatch(line -> line.startsWith("import "));
    }

    /**
     * The Java of a document in its order.
     *
     * @throws IllegalArgumentException if a block is fenced so that it would be overlooked
     */
    static List<CodeBlock> of(Path document) throws IOException {
        List<CodeBlock> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(document);
        int section = 0;
        boolean mayPrint = false; // the last thing before this line was Java
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean isJava = line.equals("```java") || line.equals("<!-- java");
            if (!isJava && line.strip().toLowerCase(Locale.ROOT).matches("(```|~~~|<!--)\\s*java.*")) {
                throw new IllegalArgumentException(
                        document + ":" + (i + 1) + ": a block must begin with ```java alone. Received: " + line);
            }
            if (isJava || line.startsWith("```")) {
                int from = i + 1;
                String end = line.startsWith("```") ? "```" : "-->";
                i = from + lines.subList(from, lines.size()).indexOf(end);
                List<String> inside = List.copyOf(lines.subList(from, i));
                if (isJava) {
                    blocks.add(new CodeBlock(section, from + 1, String.join("\n", inside), List.of()));
                } else if (mayPrint && line.equals("```text")) {
                    CodeBlock last = blocks.remove(blocks.size() - 1);
                    blocks.add(new CodeBlock(last.section, last.line, last.code, inside));
                }
                mayPrint = isJava;
            } else if (!line.isBlank()) {
                mayPrint = false;
                section += line.startsWith("## ") ? 1 : 0;
            }
        }
        return blocks;
    }
}
