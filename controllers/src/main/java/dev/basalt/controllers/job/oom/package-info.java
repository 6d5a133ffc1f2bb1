/**
 * Growth of pods that were killed for want of memory: how much more they get, up to which bounds,
 * and what is remembered of it. Pure functions over values: no client, no clock.
 */
@NullMarked
package dev.basalt.controllers.job.oom;

import org.jspecify.annotations.NullMarked;
