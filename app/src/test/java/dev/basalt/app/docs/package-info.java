/** Holds the documentation to the code: its reference is generated, its links and commands work. */
@NullMarked
package dev.basalt.app.docs;

import org.jspecify.annotations.NullMarked;
