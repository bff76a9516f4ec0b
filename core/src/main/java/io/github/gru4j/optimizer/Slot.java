package io.github.gru4j.optimizer;

import io.github.gru4j.layer.Parameter;
import io.github.gru4j.tensor.Tensor;

/**
 * What an optimizer remembers about one weight.
 *
 * @param parameter the weight
 * @param name Keras's name for the memory: {@code momentum}, {@code velocity}
 * @param value the memory, in the shape of the weight; live
 */
public record Slot(Parameter parameter, String name, Tensor value) {}
