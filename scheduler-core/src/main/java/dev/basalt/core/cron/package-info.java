/**
 * Schedules: at what times something is to happen, by the calendar of a time zone. Pure; whoever
 * asks hands in the time.
 */
@NullMarked
package dev.basalt.core.cron;

import org.jspecify.annotations.NullMarked;
