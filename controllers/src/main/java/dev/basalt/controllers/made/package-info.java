/** Jobs that other objects made: CronJobs and JobFlows. */
@NullMarked
package dev.basalt.controllers.made;

import org.jspecify.annotations.NullMarked;
