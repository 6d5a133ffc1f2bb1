@NullMarked
package dev.basalt.watchdog.alert;

import org.jspecify.annotations.NullMarked;
