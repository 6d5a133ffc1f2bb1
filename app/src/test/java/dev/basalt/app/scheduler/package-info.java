/** Tests of the scheduler. */
@NullMarked
package dev.basalt.app.scheduler;

import org.jspecify.annotations.NullMarked;
