/** The steps of a session: enqueue, allocate, backfill. */
@NullMarked
package dev.basalt.core.action;

import org.jspecify.annotations.NullMarked;
