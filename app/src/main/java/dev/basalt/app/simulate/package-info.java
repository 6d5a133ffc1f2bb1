/** {@code basalt simulate}: a day or a trace through the simulated cluster. */
@NullMarked
package dev.basalt.app.simulate;

import org.jspecify.annotations.NullMarked;
