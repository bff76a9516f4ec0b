/**
 * Matrix products on packed weights, fused gate passes and element-wise maths; scalar and Vector API versions behind one
 * interface, chosen once, able to say why. Nothing here checks its arguments: callers do.
 */
@NullMarked
package io.github.gru4j.internal.kernel;

import org.jspecify.annotations.NullMarked;
