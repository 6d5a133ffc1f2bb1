package dev.basalt.app.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * A job of the demo.
 *
 * @param name its name, unique in a run
 * @param at when it is submitted, as a part of the time in which work comes in
 * @param total how many pods, or jobs of a flow, it has
 * @param words what it shows, once it runs
 * @param objects what is created, in order
 */
record DemoJob(String name, double at, int total, String words, List<HasMetadata> objects) {
  DemoJob {
    objects = List.copyOf(objects);
  }
}
