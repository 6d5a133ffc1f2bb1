/** Races against other schedulers on a real API server. */
@NullMarked
package dev.basalt.bench;

import org.jspecify.annotations.NullMarked;
