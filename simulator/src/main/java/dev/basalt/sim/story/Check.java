package dev.basalt.sim.story;

import org.jspecify.annotations.Nullable;

/** One thing that a story expects of the world at some moment. */
@FunctionalInterface
public interface Check {
  /** Null if the world is as expected, else what is expected and what is seen instead. */
  @Nullable String disagreement(World world);
}
