/**
 * Keeps {@code spec.capability} of queues in step with what the nodes of their zones have. {@code
 * CapabilityPlan}, {@code Supply} and {@code Steadiness} are pure.
 */
@NullMarked
package dev.basalt.watchdog.capability;

import org.jspecify.annotations.NullMarked;
