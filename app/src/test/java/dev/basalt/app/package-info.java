/** Tests of the whole. */
@NullMarked
package dev.basalt.app;

import org.jspecify.annotations.NullMarked;
