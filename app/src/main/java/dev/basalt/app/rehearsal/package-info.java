/**
 * A run of the scheduler against a stand-in API server, from which the JVM records its start-up
 * cache: which classes are loaded, linked and used. Never part of a scheduler at work.
 */
@NullMarked
package dev.basalt.app.rehearsal;

import org.jspecify.annotations.NullMarked;
