/** The outbound ports: bindings, evictions, status and observations leave the engine here. */
@NullMarked
package dev.basalt.core.port;

import org.jspecify.annotations.NullMarked;
