/** Runs the tests of Python projects, so that one build tests everything. */
@NullMarked
package dev.basalt.testkit.python;

import org.jspecify.annotations.NullMarked;
