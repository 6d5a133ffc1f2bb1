@NullMarked
package dev.basalt.watchdog.memory;

import org.jspecify.annotations.NullMarked;
