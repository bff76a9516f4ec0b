package io.github.gru4j.cli.text;

import io.github.gru4j.cli.io.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Goes through the characters of a file without holding it in memory. Stateless. */
final class Utf8 {

    private static final int BUFFER = 1 << 16;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private Utf8() {}

    /**
     * Gives every character of a file in turn.
     *
     * @param file in UTF-8; a byte order mark at its beginning is passed over
     * @param each takes code points
     * @throws UserError if the file is not there, cannot be read, or is not UTF-8
     */
    static void read(Path file, IntConsumer each) {
        if (!Files.exists(file)) {
            throw new UserError(file + ": there is no such file.");
        }
        if (Files.isDirectory(file)) {
            throw new UserError(file + ": is a folder. Name a text file.");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            decode(file, channel, each);
        } catch (IOException e) {
            throw new UserError(file + ": cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static void decode(Path file, FileChannel channel, IntConsumer each) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer chars = CharBuffer.allocate(BUFFER); // the decoder gives both halves of a pair or none
        long before = 0; // bytes of the file before the buffer
        boolean first = true;
        boolean end = false;
        while (!end) {
            end = channel.read(bytes) < 0;
            bytes.flip();
            CoderResult result = decoder.decode(bytes, chars, end);
            if (result.isError()) {
                throw new UserError(file + ": is not text in UTF-8: byte " + (before + bytes.position() + 1)
                        + " is not part of a character. Convert it, as with: iconv -f latin1 -t utf-8.");
            }
            before += bytes.position();
            bytes.compact();
            chars.flip();
            while (chars.hasRemaining()) {
                char unit = chars.get();
                int point = Character.isHighSurrogate(unit) ? Character.toCodePoint(unit, chars.get()) : unit;
                if (!first || point != BYTE_ORDER_MARK) {
                    each.accept(point);
                }
                first = false;
            }
            chars.clear();
        }
    }
}
