/** {@code jobctl}: hands in jobs and follows them. */
@NullMarked
package dev.basalt.jobctl;

import org.jspecify.annotations.NullMarked;
