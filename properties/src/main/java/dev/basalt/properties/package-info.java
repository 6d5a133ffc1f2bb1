/** Property tests: random cases by seed, shrunk when one fails. */
@NullMarked
package dev.basalt.properties;

import org.jspecify.annotations.NullMarked;
