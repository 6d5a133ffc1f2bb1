/** Races against other schedulers on a real API server: {@code bench/race}. */
@NullMarked
package dev.basalt.bench.race;

import org.jspecify.annotations.NullMarked;
