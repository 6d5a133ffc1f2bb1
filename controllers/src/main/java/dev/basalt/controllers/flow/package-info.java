/**
 * JobFlows and JobTemplates: jobs in the order of their dependencies. What is to be done follows
 * from the flow, what its status remembers, and the jobs that it made; each place of a flow has one
 * job at a time, which is named after it.
 */
@NullMarked
package dev.basalt.controllers.flow;

import org.jspecify.annotations.NullMarked;
