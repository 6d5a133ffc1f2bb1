/** Decides which nodes will do for a pod. */
@NullMarked
package dev.basalt.plugins.predicates;

import org.jspecify.annotations.NullMarked;
