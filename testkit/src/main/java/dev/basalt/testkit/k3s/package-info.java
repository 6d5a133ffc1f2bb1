/** A Kubernetes control plane in a container, for machines with a Docker engine and without Go. */
@NullMarked
package dev.basalt.testkit.k3s;

import org.jspecify.annotations.NullMarked;
