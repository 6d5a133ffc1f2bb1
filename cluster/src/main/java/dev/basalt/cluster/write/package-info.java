/**
 * What the engine decided and says, written to the API server: bindings, evictions, status and
 * events. One {@link dev.basalt.cluster.write.WriteLoop} owns all state of this package.
 */
@NullMarked
package dev.basalt.cluster.write;

import org.jspecify.annotations.NullMarked;
