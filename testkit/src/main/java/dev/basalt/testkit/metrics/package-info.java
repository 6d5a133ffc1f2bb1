/** What a process publishes, read as strictly as its format allows. */
@NullMarked
package dev.basalt.testkit.metrics;

import org.jspecify.annotations.NullMarked;
