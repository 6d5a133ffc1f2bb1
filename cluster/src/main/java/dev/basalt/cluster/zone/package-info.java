/**
 * The ownership of nodes and gangs on a real API server, where several schedulers share a cluster.
 */
@NullMarked
package dev.basalt.cluster.zone;

import org.jspecify.annotations.NullMarked;
