/** What a simulated cluster is asked to run: pods with durations and outcomes, gangs, arrivals. */
@NullMarked
package dev.basalt.sim.workload;

import org.jspecify.annotations.NullMarked;
