/** The command {@code all-in-one}: every role in one process. */
@NullMarked
package dev.basalt.app.allinone;

import org.jspecify.annotations.NullMarked;
