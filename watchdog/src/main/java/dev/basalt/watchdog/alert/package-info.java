/** The life of an alert: pending, firing, resolved; what makes two alerts the same. */
@NullMarked
package dev.basalt.watchdog.alert;

import org.jspecify.annotations.NullMarked;
