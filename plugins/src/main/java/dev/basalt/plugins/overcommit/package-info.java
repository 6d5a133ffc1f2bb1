/** Bounds what is let in at a time. */
@NullMarked
package dev.basalt.plugins.overcommit;

import org.jspecify.annotations.NullMarked;
