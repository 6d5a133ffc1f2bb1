@NullMarked
package dev.basalt.testkit.local;

import org.jspecify.annotations.NullMarked;
