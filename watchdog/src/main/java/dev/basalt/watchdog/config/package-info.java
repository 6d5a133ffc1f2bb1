/** The file of rules and receivers: reading it, with errors that name the line and the remedy. */
@NullMarked
package dev.basalt.watchdog.config;

import org.jspecify.annotations.NullMarked;
