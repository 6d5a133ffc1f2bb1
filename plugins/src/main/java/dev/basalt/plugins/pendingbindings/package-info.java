/** Leaves out nodes with bindings in flight. */
@NullMarked
package dev.basalt.plugins.pendingbindings;

import org.jspecify.annotations.NullMarked;
