/** What the claims of pods say to nodes, for plugin {@code predicates}. */
@NullMarked
package dev.basalt.plugins.volumes;

import org.jspecify.annotations.NullMarked;
