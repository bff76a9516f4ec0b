package io.github.gru4j.keras;

import java.util.List;
import java.util.Map;

/**
 * What a file of Keras says about itself, read without building the model.
 *
 * <p>Immutable; safe to share between threads.
 *
 * @param format the file format: {@code "keras"}, {@code "weights.h5"}, {@code "h5"} for a legacy file of a whole model, or
 *     {@code "h5 weights"} for one of weights alone
 * @param kerasVersion the version of Keras that wrote the file, or whose layout it has ({@code "3.16.0"})
 * @param dateSaved when it was saved, as Keras writes it ({@code "2026-11-22@10:38:57"}); empty if the file does not say
 * @param writtenBy the library that wrote it, {@code "gru4j"} or {@code "Keras"}
 * @param className the class of the model ({@code "Sequential"})
 * @param modelName the name of the model
 * @param compiled a one-line summary of how the model is compiled; empty if it is not
 * @param ignored why the model loads uncompiled although the file has a compilation; empty if that is not so
 * @param variables the number of arrays in the file, the optimizer's included
 * @param size the size of the file in bytes
 * @param notes what {@link KerasFiles#save(io.github.gru4j.model.Model, java.nio.file.Path, Map)} was given; empty for
 *     files of Keras
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
        Map<String, List<String>> notes) {}
