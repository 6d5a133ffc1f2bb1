package dev.basalt.exporter.view;

import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/** A job, and what its pods request. */
public final class JobRecord {
  private final String namespace;
  private final String name;
  private final Sums requested = new Sums();
  private ResourceList used = ResourceList.EMPTY;
  private ResourceList measured = ResourceList.EMPTY;
  private @Nullable SeenJob seen;
  private boolean published;
  private @Nullable Object made;

  JobRecord(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
  }

  public String namespace() {
    return namespace;
  }

  public String name() {
    return name;
  }

  /** What its object says, null if there is none. */
  public @Nullable SeenJob seen() {
    return seen;
  }

  void seen(@Nullable SeenJob value) {
    seen = value;
  }

  /** What its pods request that have not ended. */
  public Sums requested() {
    return requested;
  }

  /** What its pods use, empty if nobody tells. */
  public ResourceList used() {
    return used;
  }

  /** What those of its pods request of which {@link #used} is known. */
  public ResourceList measured() {
    return measured;
  }

  /** Takes over what some of its pods use, and what these request. */
  void used(ResourceList amounts, ResourceList requests) {
    used = amounts;
    measured = requests;
  }

  /** Whether it has found a place within the limit. */
  public boolean published() {
    return published;
  }

  /** Notes whether it has found a place within the limit. */
  public void published(boolean value) {
    published = value;
  }

  /** What whoever publishes it has made of it, null if nothing yet. */
  public @Nullable Object made() {
    return made;
  }

  /** Keeps what whoever publishes it has made of it. */
  public void made(Object value) {
    made = value;
  }

  boolean forgotten() {
    return seen == null && requested.pods() == 0;
  }
}
