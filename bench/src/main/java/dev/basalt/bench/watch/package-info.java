/** What it costs to take in what an API server says. */
@NullMarked
package dev.basalt.bench.watch;

import org.jspecify.annotations.NullMarked;
