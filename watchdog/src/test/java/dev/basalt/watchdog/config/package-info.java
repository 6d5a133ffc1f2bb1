@NullMarked
package dev.basalt.watchdog.config;

import org.jspecify.annotations.NullMarked;
