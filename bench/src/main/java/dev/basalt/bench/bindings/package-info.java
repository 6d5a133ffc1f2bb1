/** Ways to send a binding, raced against each other on one API server. */
@NullMarked
package dev.basalt.bench.bindings;

import org.jspecify.annotations.NullMarked;
