/** The inbound port: what happened in the cluster, as values without any client type. */
@NullMarked
package dev.basalt.core.event;

import org.jspecify.annotations.NullMarked;
