@NullMarked
package dev.basalt.testkit.build;

import org.jspecify.annotations.NullMarked;
