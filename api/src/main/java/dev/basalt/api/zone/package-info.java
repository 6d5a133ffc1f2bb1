/** {@code NodeZone} of {@code basalt.dev/v1alpha1}: what is said of a zone of nodes. */
@NullMarked
package dev.basalt.api.zone;

import org.jspecify.annotations.NullMarked;
