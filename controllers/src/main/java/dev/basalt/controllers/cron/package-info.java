/**
 * CronJobs: jobs at the times of a schedule. What is to be done follows from the CronJob, the jobs
 * that it made and the time; a time has one job, whose name says which.
 */
@NullMarked
package dev.basalt.controllers.cron;

import org.jspecify.annotations.NullMarked;
