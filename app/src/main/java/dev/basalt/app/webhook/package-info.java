/** The command that runs the admission webhook. */
@NullMarked
package dev.basalt.app.webhook;

import org.jspecify.annotations.NullMarked;
