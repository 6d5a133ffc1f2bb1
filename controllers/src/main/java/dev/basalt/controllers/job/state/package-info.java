/**
 * What becomes of a job: which events happened, which action its policies answer with, which phase
 * follows. Pure functions over values: no client, no clock.
 */
@NullMarked
package dev.basalt.controllers.job.state;

import org.jspecify.annotations.NullMarked;
