@NullMarked
package dev.basalt.watchdog;

import org.jspecify.annotations.NullMarked;
