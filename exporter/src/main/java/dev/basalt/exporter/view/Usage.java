package dev.basalt.exporter.view;

import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What pods use at some moment. */
public final class Usage {
  private record Use(SeenPod pod, ResourceList amounts) {}

  private final List<Use> uses = new ArrayList<>();

  /** Adds what a pod uses. */
  public void add(SeenPod pod, ResourceList amounts) {
    uses.add(new Use(pod, amounts));
  }

  void forEach(BiConsumer<SeenPod, ResourceList> consumer) {
    uses.forEach(use -> consumer.accept(use.pod(), use.amounts()));
  }
}
