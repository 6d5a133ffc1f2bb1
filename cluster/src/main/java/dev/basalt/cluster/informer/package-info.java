/**
 * Watches one kind by Fabric8's informers without keeping its objects, and begins anew when the
 * watch falls silent.
 */
@NullMarked
package dev.basalt.cluster.informer;

import org.jspecify.annotations.NullMarked;
