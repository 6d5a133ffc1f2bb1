/** The command {@code watchdog}: tells when jobs fail or resources lie idle. */
@NullMarked
package dev.basalt.app.watchdog;

import org.jspecify.annotations.NullMarked;
