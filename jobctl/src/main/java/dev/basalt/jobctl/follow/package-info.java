/** What goes on for a while: submission, waiting, logs that are followed. */
@NullMarked
package dev.basalt.jobctl.follow;

import org.jspecify.annotations.NullMarked;
