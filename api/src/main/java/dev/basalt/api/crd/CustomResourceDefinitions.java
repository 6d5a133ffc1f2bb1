package dev.basalt.api.crd;

import dev.basalt.api.batch.CronJob;
import dev.basalt.api.batch.Job;
import dev.basalt.api.bus.Command;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobTemplate;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.zone.NodeZone;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The definitions that {@code deploy/crds} holds; the jar carries the same files. */
public final class CustomResourceDefinitions {
  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          Queue.class,
          PodGroup.class,
          Job.class,
          CronJob.class,
          Command.class,
          JobFlow.class,
          JobTemplate.class,
          NodeZone.class);

  private CustomResourceDefinitions() {}

  /**
   * One definition.
   *
   * @param name the definition's name, such as {@code queues.scheduling.volcano.sh}
   * @param yaml the whole manifest, one YAML document
   */
  public record Manifest(String name, String yaml) {}

  /** All definitions. None needs another: they may be applied in any order. */
  public static List<Manifest> all() {
    return KINDS.stream()
        .map(CustomResource::getCRDName)
        .map(CustomResourceDefinitions::read)
        .toList();
  }

  /** The file below {@code deploy/crds} that holds the definition of this name. */
  static String fileName(String name) {
    return name + ".yaml";
  }

  private static Manifest read(String name) {
    try (InputStream yaml = CustomResourceDefinitions.class.getResourceAsStream(fileName(name))) {
      if (yaml == null) {
        throw new IllegalStateException("the jar lacks the definition " + name);
      }
      return new Manifest(name, new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
