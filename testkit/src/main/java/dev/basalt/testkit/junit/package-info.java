/** Hands clusters to JUnit tests. */
@NullMarked
package dev.basalt.testkit.junit;

import org.jspecify.annotations.NullMarked;
