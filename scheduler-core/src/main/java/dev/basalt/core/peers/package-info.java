/**
 * Where the pods are that other pods name: pod affinity and topology spread as counts by topology
 * domain, kept up to date with every pod and node that comes or goes.
 */
@NullMarked
package dev.basalt.core.peers;

import org.jspecify.annotations.NullMarked;
