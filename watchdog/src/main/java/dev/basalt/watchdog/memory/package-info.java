/** What was told, kept in a ConfigMap over restarts. */
@NullMarked
package dev.basalt.watchdog.memory;

import org.jspecify.annotations.NullMarked;
