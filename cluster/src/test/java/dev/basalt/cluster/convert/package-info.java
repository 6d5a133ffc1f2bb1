/** Tests of the readers. */
@NullMarked
package dev.basalt.cluster.convert;

import org.jspecify.annotations.NullMarked;
