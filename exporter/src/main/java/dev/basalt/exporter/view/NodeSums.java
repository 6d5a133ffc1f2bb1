package dev.basalt.exporter.view;

import org.jspecify.annotations.Nullable;

/** A node that an object names, whether it exists or not, and what pods hold on it. */
public final class NodeSums {
  private final String name;
  private final Sums allocated = new Sums();
  private @Nullable SeenNode seen;
  private String zone = "";
  private boolean published;

  NodeSums(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** What its object says, null if there is none. */
  public @Nullable SeenNode seen() {
    return seen;
  }

  /** The zone that it is in, empty if none. */
  public String zone() {
    return zone;
  }

  /** What pods hold on it, whoever placed them. */
  public Sums allocated() {
    return allocated;
  }

  /** Whether it has found a place within the limit. */
  public boolean published() {
    return published;
  }

  /** Notes whether it has found a place within the limit. */
  public void published(boolean value) {
    published = value;
  }

  void seen(@Nullable SeenNode value) {
    seen = value;
  }

  void zone(String value) {
    zone = value;
  }

  boolean forgotten() {
    return seen == null && allocated.pods() == 0;
  }
}
