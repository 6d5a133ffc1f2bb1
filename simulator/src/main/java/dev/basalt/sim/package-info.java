/** The shipped engine against a cluster inside the JVM. */
@NullMarked
package dev.basalt.sim;

import org.jspecify.annotations.NullMarked;
