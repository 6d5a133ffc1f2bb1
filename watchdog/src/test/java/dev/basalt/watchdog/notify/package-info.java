@NullMarked
package dev.basalt.watchdog.notify;

import org.jspecify.annotations.NullMarked;
