/**
 * Scenario stories: small YAML files that tell of a cluster, of what happens there and of what must
 * come of it, and their runner. The format is in docs/stories.md.
 */
@NullMarked
package dev.basalt.sim.story;

import org.jspecify.annotations.NullMarked;
