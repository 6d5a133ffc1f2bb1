/** {@code ./basalt explain} and {@code ./basalt queues}: asks the scheduler's inspector. */
@NullMarked
package dev.basalt.app.inspect;

import org.jspecify.annotations.NullMarked;
