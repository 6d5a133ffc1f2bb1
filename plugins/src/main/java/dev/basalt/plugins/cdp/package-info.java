/** Spares pods for the time after their start that they ask for. */
@NullMarked
package dev.basalt.plugins.cdp;

import org.jspecify.annotations.NullMarked;
