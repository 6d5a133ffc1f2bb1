/** The plugins of docs/plugin-tutorial.md, as they stand there. */
@NullMarked
package dev.basalt.plugins.tutorial;

import org.jspecify.annotations.NullMarked;
