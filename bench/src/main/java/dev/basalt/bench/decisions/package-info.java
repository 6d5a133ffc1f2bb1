/** How long the engine takes to decide: measured in this process, without an API server. */
@NullMarked
package dev.basalt.bench.decisions;

import org.jspecify.annotations.NullMarked;
