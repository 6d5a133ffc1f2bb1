/**
 * The scheduling plugins, one package each, on the SPI of the engine alone; {@code docs/plugins.md}
 * describes their formulas and arguments.
 *
 * <ul>
 *   <li>{@link dev.basalt.plugins.binpack binpack} fills nodes that are in use already
 *   <li>{@link dev.basalt.plugins.capacity capacity} shares it by amounts, in a tree of queues
 *   <li>{@link dev.basalt.plugins.conformance conformance} keeps system pods from being evicted
 *   <li>{@link dev.basalt.plugins.gang gang} starts the pods of a group together or not at all
 *   <li>{@link dev.basalt.plugins.namespacequota namespacequota} lets pods wait for their
 *       namespace's quota
 *   <li>{@link dev.basalt.plugins.nodeorder nodeorder} scores nodes by load and preferences
 *   <li>{@link dev.basalt.plugins.nodezone nodezone} keeps jobs in their zones
 *   <li>{@link dev.basalt.plugins.overcommit overcommit} bounds what is let in at a time
 *   <li>{@link dev.basalt.plugins.pendingbindings pendingbindings} leaves out nodes with bindings
 *       in flight
 *   <li>{@link dev.basalt.plugins.predicates predicates} decides which nodes will do
 *   <li>{@link dev.basalt.plugins.priority priority} orders by priority
 *   <li>{@link dev.basalt.plugins.proportion proportion} shares the cluster among queues
 *   <li>{@link dev.basalt.plugins.sla sla} lets no job wait for ever
 * </ul>
 *
 * <p>Here itself is what several of them share.
 */
@NullMarked
package dev.basalt.plugins;

import org.jspecify.annotations.NullMarked;
