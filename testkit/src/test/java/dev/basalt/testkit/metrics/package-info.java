@NullMarked
package dev.basalt.testkit.metrics;

import org.jspecify.annotations.NullMarked;
