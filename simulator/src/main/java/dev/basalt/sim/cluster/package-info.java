/** A cluster inside the JVM: API server, nodes with strict kubelets, and the faults of both. */
@NullMarked
package dev.basalt.sim.cluster;

import org.jspecify.annotations.NullMarked;
