/**
 * Nodes without machines on a real API server: what KWOK cannot do, which is to refuse a pod. One
 * process plays many kubelets that admit strictly, learn late and let go of room late.
 */
@NullMarked
package dev.basalt.testkit.agent;

import org.jspecify.annotations.NullMarked;
