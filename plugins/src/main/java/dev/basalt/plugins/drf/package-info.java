/** Dominant resource fairness between jobs, and between queues in a tree. */
@NullMarked
package dev.basalt.plugins.drf;

import org.jspecify.annotations.NullMarked;
