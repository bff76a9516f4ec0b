package io.github.gru4j.streaming;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How keys of a {@link KeyedStream} are written to a snapshot. Must be the same when the snapshot is read. Called by one
 * thread at a time.
 *
 * @param <K> the keys
 */
public interface KeyCodec<K> {

    /**
     * A key as bytes, 64 KiB at most; equal keys as equal bytes.
     *
     * @throws IllegalArgumentException if the key cannot be written
     */
    byte[] encode(K key);

    /**
     * The key that was written as these bytes.
     *
     * @throws IllegalArgumentException if they are no key
     */
    K decode(byte[] bytes);

    /** Texts, as UTF-8. */
    static KeyCodec<String> strings() {
        return new KeyCodec<>() {
            @Override
            public byte[] encode(String key) {
                try {
                    ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
                    byte[] exact = new byte[bytes.remaining()];
                    bytes.get(exact);
                    return exact;
                } catch (CharacterCodingException e) {
                    throw new IllegalArgumentException(
                            "KeyCodec: key must be text without half of a surrogate pair. Received: key=" + key + ".",
                            e);
                }
            }

            @Override
            public String decode(byte[] bytes) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
                } catch (CharacterCodingException e) {
                    throw new IllegalArgumentException(
                            "KeyCodec: the bytes of a text must be UTF-8. Received: " + bytes.length + " bytes.", e);
                }
            }
        };
    }

    /** Whole numbers, in 8 bytes. */
    static KeyCodec<Long> longs() {
        return new KeyCodec<>() {
            @Override
            public byte[] encode(Long key) {
                return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
            }

            @Override
            public Long decode(byte[] bytes) {
                if (bytes.length != Long.BYTES) {
                    throw new IllegalArgumentException(
                            "KeyCodec: a whole number must have 8 bytes. Received: " + bytes.length + " bytes.");
                }
                return ByteBuffer.wrap(bytes).getLong();
            }
        };
    }
}
