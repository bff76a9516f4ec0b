package io.github.gru4j.streaming;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.layer.Stepper;
import io.github.gru4j.model.Model;
import io.github.gru4j.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells models apart whose states must not be mixed up. The same in every virtual machine and release and with every set of
 * kernels. Two models differ by chance in one of 2^64 cases.
 *
 * <pre>
 *   architecture = SHA-256( "gru4j stream 1\n" + {@link Stepper#signature} + "\n"
 *                           + the shape of each weight, "(8, 48)", "(48,)" or "()", and "\n" )           in UTF-8
 *   weights      = SHA-256( the numbers of all weights, row-major, as float32, little-endian )
 * </pre>
 *
 * <p>Of each the first 8 bytes, the first being the highest. Weights come in the order of {@code Model.weights()}. Names do
 * not count, nor do layers that act in training only.
 *
 * @param architecture everything that decides what a state means and how a step computes, but for the values of the weights
 * @param weights all weights, bit by bit
 */
public record ModelFingerprint(long architecture, long weights) {

    private static final String FORM = "gru4j stream 1\n";
    private static final int CHUNK = 4096; // numbers

    static ModelFingerprint of(Model model, Stepper stepper) {
        List<Parameter> weights = model.weights();
        MessageDigest architecture = sha256();
        architecture.update((FORM + stepper.signature() + "\n").getBytes(StandardCharsets.UTF_8));
        MessageDigest numbers = sha256();
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Parameter weight : weights) {
            architecture.update((weight.shape() + "\n").getBytes(StandardCharsets.UTF_8));
            add(weight.value(), numbers, bytes);
        }
        return new ModelFingerprint(firstEight(architecture), firstEight(numbers));
    }

    private static void add(Tensor weight, MessageDigest digest, ByteBuffer bytes) {
        float[] numbers = weight.floats();
        for (int from = 0; from < numbers.length; from += CHUNK) {
            int count = Math.min(CHUNK, numbers.length - from);
            bytes.clear().asFloatBuffer().put(numbers, from, count);
            digest.update(bytes.limit(count * Float.BYTES));
        }
    }

    private static long firstEight(MessageDigest digest) {
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("ModelFingerprint: every Java platform has SHA-256; this one lacks it.", e);
        }
    }

    /** Both halves in hexadecimal: {@code 0123456789abcdef/fedcba9876543210}. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(architecture) + "/" + hex.toHexDigits(weights);
    }
}
