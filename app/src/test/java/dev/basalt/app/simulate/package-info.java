/** The simulate command from the command line inward. */
@NullMarked
package dev.basalt.app.simulate;

import org.jspecify.annotations.NullMarked;
