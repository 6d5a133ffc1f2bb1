package dev.basalt.testkit.local;

import java.nio.file.Path;
import java.util.OptionalLong;

/** A program of the control plane that was started. */
public interface RunningProgram {
  String name();

  /** Where its output goes. */
  Path log();

  boolean isAlive();

  /** The number of its process; empty once it is gone. */
  OptionalLong processId();

  /** Kills it and returns once it is gone. No-op if it is gone already. */
  void kill();
}
