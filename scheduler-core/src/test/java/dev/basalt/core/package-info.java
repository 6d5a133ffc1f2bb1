/** Rules that hold for the engine as a whole. */
@NullMarked
package dev.basalt.core;

import org.jspecify.annotations.NullMarked;
