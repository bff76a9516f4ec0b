package io.github.gru4j.keras;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file of Keras says about itself, read without building the model: also of a model that is not supported, and as
 * much as can be read of a damaged file.
 *
 * <p>Texts are those of the file, whatever characters they have. Immutable; safe to share between threads.
 *
 * @param format the file format: {@code "keras"}, {@code "weights.h5"}, {@code "h5"} for a legacy file of a whole model, or
 *     {@code "h5 weights"} for one of weights alone
 * @param kerasVersion the version of Keras that wrote the file, or whose layout it has ({@code "3.16.0"}); empty if the file
 *     does not say
 * @param dateSaved when it was saved, as Keras writes it ({@code "2026-11-22@10:38:57"}); empty if the file does not say
 * @param writtenBy the library that wrote it, {@code "gru4j"} or {@code "Keras"}; empty if the file does not say
 * @param className the class of the model ({@code "Sequential"}); empty for weights alone
 * @param modelName the name of the model; empty if the file does not say
 * @param compiled a one-line summary of how the model is compiled; empty if it is not
 * @param ignored why the model loads uncompiled although the file has a compilation; empty if that is not so
 * @param variables the number of arrays in the file, the optimizer's included
 * @param size the size of the file in bytes
 * @param notes what {@link KerasFiles#save(io.github.gru4j.model.Model, java.nio.file.Path, Map)} was given; empty for
 *     files of Keras
 * @param layers every layer that the file describes, also those inside others, in the order of the file; empty for weights
 *     alone
 * @param arrays the arrays in the file, the optimizer's included, in the order of their paths
 * @param problem why some of this could not be read, with its place; empty if nothing stood in the way
 */
public record KerasFileInfo(
        String format,
        String kerasVersion,
        String dateSaved,
        String writtenBy,
        String className,
        String modelName,
        String compiled,
        String ignored,
        int variables,
        long size,
        Map<String, List<String>> notes,
        List<LayerInfo> layers,
        List<ArrayInfo> arrays,
        String problem) {

    /** What a file says without what is inside it. */
    KerasFileInfo(
            String format,
            String kerasVersion,
            String dateSaved,
            String writtenBy,
            String className,
            String modelName,
            String compiled,
            String ignored,
            int variables,
            long size,
            Map<String, List<String>> notes) {
        this(
                format,
                kerasVersion,
                dateSaved,
                writtenBy,
                className,
                modelName,
                compiled,
                ignored,
                variables,
                size,
                notes,
                List.of(),
                List.of(),
                "");
    }

    /** A copy of the lists and notes, so that nobody changes them. */
    public KerasFileInfo {
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes)); // in the order of the file
        layers = List.copyOf(layers);
        arrays = List.copyOf(arrays);
    }

    /** The same with the contents of the file. */
    KerasFileInfo with(List<LayerInfo> newLayers, List<ArrayInfo> newArrays) {
        return new KerasFileInfo(
                format,
                kerasVersion,
                dateSaved,
                writtenBy,
                className,
                modelName,
                compiled,
                ignored,
                newArrays.size(),
                size,
                notes,
                newLayers,
                newArrays,
                problem);
    }

    /**
     * A layer that a file describes.
     *
     * @param inside where it stands in the model's config: {@code layers[1]}, or {@code layers[1].layer} for one inside
     *     another
     * @param className its class ({@code "GRU"})
     * @param name its name; empty if the file gives it none
     * @param supported whether a layer of this class can be loaded, if its arguments are supported
     */
    public record LayerInfo(String inside, String className, String name, boolean supported) {}

    /**
     * An array in a file.
     *
     * @param path where it stands ({@code layers/gru/cell/vars/0})
     * @param shape its axis sizes; empty for a scalar
     * @param dtype the type of its elements, as Keras calls it ({@code "float32"})
     * @param owner the name of the layer or optimizer that it belongs to, where the format keeps it apart from the path;
     *     else empty
     */
    public record ArrayInfo(String path, List<Long> shape, String dtype, String owner) {

        /** A copy of the shape, so that nobody changes it. */
        public ArrayInfo {
            shape = List.copyOf(shape);
        }
    }
}
