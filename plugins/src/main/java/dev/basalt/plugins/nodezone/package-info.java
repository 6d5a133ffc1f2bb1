/** Keeps the pods of a job in its zone. */
@NullMarked
package dev.basalt.plugins.nodezone;

import org.jspecify.annotations.NullMarked;
