/** Runs a trace through the simulation and accounts for what became of it. */
@NullMarked
package dev.basalt.sim.replay;

import org.jspecify.annotations.NullMarked;
