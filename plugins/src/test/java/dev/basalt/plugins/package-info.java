/** Tests of the plugins and the world they run in. */
@NullMarked
package dev.basalt.plugins;

import org.jspecify.annotations.NullMarked;
