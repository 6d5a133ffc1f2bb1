/** The scheduler's knowledge over gRPC, for those whom the Kubernetes API server lets. */
@NullMarked
package dev.basalt.inspector;

import org.jspecify.annotations.NullMarked;
