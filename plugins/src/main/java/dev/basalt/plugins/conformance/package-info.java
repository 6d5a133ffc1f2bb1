/** Keeps system pods from being evicted. */
@NullMarked
package dev.basalt.plugins.conformance;

import org.jspecify.annotations.NullMarked;
