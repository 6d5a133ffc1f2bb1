@NullMarked
package dev.basalt.testkit.tool;

import org.jspecify.annotations.NullMarked;
