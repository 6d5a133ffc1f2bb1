/** Turns Kubernetes objects into the engine's specs; the only place that knows how to read them. */
@NullMarked
package dev.basalt.cluster.convert;

import org.jspecify.annotations.NullMarked;
