/** Builds the parts of a Kubernetes control plane from their Go modules, once per machine. */
@NullMarked
package dev.basalt.testkit.build;

import org.jspecify.annotations.NullMarked;
