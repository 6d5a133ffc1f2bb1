@NullMarked
package dev.basalt.testkit;

import org.jspecify.annotations.NullMarked;
