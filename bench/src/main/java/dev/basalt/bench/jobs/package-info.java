/** What the job controller costs beside a client that creates the same pods. */
@NullMarked
package dev.basalt.bench.jobs;

import org.jspecify.annotations.NullMarked;
