/** The commands, one class each. */
@NullMarked
package dev.basalt.jobctl.command;

import org.jspecify.annotations.NullMarked;
