/** Keeps evictions within the disruption budgets of the pods. */
@NullMarked
package dev.basalt.plugins.pdb;

import org.jspecify.annotations.NullMarked;
