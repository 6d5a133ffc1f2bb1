/** Shares the cluster among queues by the amounts that each deserves, in a tree of queues. */
@NullMarked
package dev.basalt.plugins.capacity;

import org.jspecify.annotations.NullMarked;
