/** A Kubernetes control plane as processes of this machine, on loopback ports. */
@NullMarked
package dev.basalt.testkit.local;

import org.jspecify.annotations.NullMarked;
