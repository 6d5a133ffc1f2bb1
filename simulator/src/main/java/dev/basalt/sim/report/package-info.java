/** What is told of runs: figures, a text, an HTML page. */
@NullMarked
package dev.basalt.sim.report;

import org.jspecify.annotations.NullMarked;
