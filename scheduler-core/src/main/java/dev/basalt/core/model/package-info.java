/** The scheduling state: nodes in columns, tasks, jobs and queues under dense ids. */
@NullMarked
package dev.basalt.core.model;

import org.jspecify.annotations.NullMarked;
