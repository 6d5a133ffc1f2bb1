/** {@code ./basalt scheduler}: the engine against a Kubernetes API server. */
@NullMarked
package dev.basalt.app.scheduler;

import org.jspecify.annotations.NullMarked;
