@NullMarked
package dev.basalt.watchdog.rule;

import org.jspecify.annotations.NullMarked;
