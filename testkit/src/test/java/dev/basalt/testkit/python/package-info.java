@NullMarked
package dev.basalt.testkit.python;

import org.jspecify.annotations.NullMarked;
