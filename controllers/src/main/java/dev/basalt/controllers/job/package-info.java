/**
 * The job controller: makes a PodGroup and pods of each job, watches them, and brings the job to
 * its end by the rules of {@link dev.basalt.controllers.job.state}.
 */
@NullMarked
package dev.basalt.controllers.job;

import org.jspecify.annotations.NullMarked;
