/** Starts the pods of a group together or not at all. */
@NullMarked
package dev.basalt.plugins.gang;

import org.jspecify.annotations.NullMarked;
