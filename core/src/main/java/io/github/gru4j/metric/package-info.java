/** What training reports beside the loss; one class per Keras object. */
@NullMarked
package io.github.gru4j.metric;

import org.jspecify.annotations.NullMarked;
