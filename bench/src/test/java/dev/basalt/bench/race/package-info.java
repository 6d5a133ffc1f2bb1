@NullMarked
package dev.basalt.bench.race;

import org.jspecify.annotations.NullMarked;
