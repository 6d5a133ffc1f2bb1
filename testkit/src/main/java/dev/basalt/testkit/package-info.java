/**
 * Real Kubernetes clusters for tests and for people: one interface, and what decides which provider
 * serves it on a given machine.
 */
@NullMarked
package dev.basalt.testkit;

import org.jspecify.annotations.NullMarked;
