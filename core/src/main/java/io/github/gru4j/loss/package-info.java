/** What training minimises; one class per Keras object, its gradient beside its value. */
@NullMarked
package io.github.gru4j.loss;

import org.jspecify.annotations.NullMarked;
