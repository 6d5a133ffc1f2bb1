/**
 * Which scheduler owns which node, where several share a cluster: the rules, without clocks,
 * threads and requests.
 */
@NullMarked
package dev.basalt.core.zone;

import org.jspecify.annotations.NullMarked;
