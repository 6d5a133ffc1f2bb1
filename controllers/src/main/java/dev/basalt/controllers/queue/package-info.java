/**
 * Whether queues are open: by commands, by the queues around them, and by what is left in them.
 * {@code QueueMachine} and {@code QueueTallies} are pure.
 */
@NullMarked
package dev.basalt.controllers.queue;

import org.jspecify.annotations.NullMarked;
