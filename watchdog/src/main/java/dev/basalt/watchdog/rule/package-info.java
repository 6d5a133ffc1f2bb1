/** Rules: what is worth an alert, as pure functions of what is seen and the time, and the file that says so. */
@NullMarked
package dev.basalt.watchdog.rule;

import org.jspecify.annotations.NullMarked;
