/** The plugin contract: what a plugin implements, and what it may read. */
@NullMarked
package dev.basalt.core.spi;

import org.jspecify.annotations.NullMarked;
