/** The command line: one subcommand for each role. */
@NullMarked
package dev.basalt.app;

import org.jspecify.annotations.NullMarked;
