/** Tells when jobs fail or resources lie idle. */
@NullMarked
package dev.basalt.watchdog;

import org.jspecify.annotations.NullMarked;
