/** Shares the cluster among queues in proportion to their weights. */
@NullMarked
package dev.basalt.plugins.proportion;

import org.jspecify.annotations.NullMarked;
