/** How long pods run: what is learned from earlier ones of the same template. */
@NullMarked
package dev.basalt.core.estimate;

import org.jspecify.annotations.NullMarked;
