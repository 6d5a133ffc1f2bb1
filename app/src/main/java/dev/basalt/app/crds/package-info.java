/** {@code ./basalt crds}: the custom resource definitions. */
@NullMarked
package dev.basalt.app.crds;

import org.jspecify.annotations.NullMarked;
