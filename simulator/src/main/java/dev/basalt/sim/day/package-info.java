/** A day of work made up from a seed. */
@NullMarked
package dev.basalt.sim.day;

import org.jspecify.annotations.NullMarked;
