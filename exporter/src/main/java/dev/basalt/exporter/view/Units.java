package dev.basalt.exporter.view;

import dev.basalt.core.resource.ResourceSchema;

/** From the engine's units to those that are published. */
public final class Units {
  private static final double MILLI = 1000;

  private Units() {}

  /** Cores for the CPU, whatever a quota calls it; anything else as it is: bytes and counts. */
  public static double base(String resource, long amount) {
    boolean cpu =
        resource.equals(ResourceSchema.CPU_NAME)
            || resource.equals("requests.cpu")
            || resource.equals("limits.cpu");
    return cpu ? amount / MILLI : amount;
  }
}
