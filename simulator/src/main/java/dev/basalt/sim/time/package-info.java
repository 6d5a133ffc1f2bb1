/** Simulated time: what happens when, in virtual or in real time, and how long things take. */
@NullMarked
package dev.basalt.sim.time;

import org.jspecify.annotations.NullMarked;
