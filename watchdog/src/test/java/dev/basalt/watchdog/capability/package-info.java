@NullMarked
package dev.basalt.watchdog.capability;

import org.jspecify.annotations.NullMarked;
