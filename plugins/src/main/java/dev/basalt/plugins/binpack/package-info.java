/** Fills nodes that are in use already. */
@NullMarked
package dev.basalt.plugins.binpack;

import org.jspecify.annotations.NullMarked;
