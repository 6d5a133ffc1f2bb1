/** The kind {@code Command} of {@code bus.volcano.sh/v1alpha1}. */
@NullMarked
package dev.basalt.api.bus;

import org.jspecify.annotations.NullMarked;
