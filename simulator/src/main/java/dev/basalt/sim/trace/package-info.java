/**
 * Input of a simulation: nodes, queues and jobs with their times, and readers for files of them.
 */
@NullMarked
package dev.basalt.sim.trace;

import org.jspecify.annotations.NullMarked;
