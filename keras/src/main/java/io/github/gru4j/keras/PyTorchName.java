package io.github.gru4j.keras;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a tensor of a recurrent layer of PyTorch, taken apart: {@code gru.} {@code weight_ih} {@code _l0}
 * {@code _reverse}.
 *
 * @param prefix what leads to the layer
 * @param kind what the tensor is to it
 * @param layer the number of the layer, or -1 for a tensor of a cell, which has none
 * @param reverse whether it belongs to the backward direction
 */
record PyTorchName(String prefix, String kind, int layer, boolean reverse) {

    private static final Pattern NAME = Pattern.compile(
            "(.*)(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)(?:_l(0|[1-9]\\d{0,8})(_reverse)?)?", Pattern.DOTALL);

    /** A name taken apart, or null if it belongs to no recurrent layer. */
    static @Nullable PyTorchName of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        String layer = matcher.group(3);
        return new PyTorchName(
                matcher.group(1),
                matcher.group(2),
                layer == null ? -1 : Integer.parseInt(layer),
                matcher.group(4) != null);
    }
}
