/**
 * What training minimises; one class per Keras object, its gradient beside its value. {@link io.github.gru4j.loss.Loss}
 * weighs, masks and reduces; a subclass knows one sample.
 */
@NullMarked
package io.github.gru4j.loss;

import org.jspecify.annotations.NullMarked;
