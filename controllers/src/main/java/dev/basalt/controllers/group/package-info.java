/**
 * Groups for the pods of workloads that know nothing of groups: Deployments, StatefulSets, batch
 * Jobs, workflows and whatever else owns pods of ours.
 *
 * <p>{@code GroupPlan} is pure: pods and their owner in, groups out. The rest reads and writes.
 */
@NullMarked
package dev.basalt.controllers.group;

import org.jspecify.annotations.NullMarked;
