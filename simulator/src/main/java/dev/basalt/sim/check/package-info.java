/** What must hold in a simulated cluster whatever happens, and what was measured there. */
@NullMarked
package dev.basalt.sim.check;

import org.jspecify.annotations.NullMarked;
