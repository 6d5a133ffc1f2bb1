/** The single writer: takes events in, runs sessions, sends decisions out. */
@NullMarked
package dev.basalt.core.engine;

import org.jspecify.annotations.NullMarked;
