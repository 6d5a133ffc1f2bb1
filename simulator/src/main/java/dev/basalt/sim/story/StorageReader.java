package dev.basalt.sim.story;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import dev.basalt.sim.cluster.Provisioning;
import dev.basalt.sim.workload.Gang;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads storage classes, volumes and claims. */
final class StorageReader {
  private final List<Story.Timed> events;

  StorageReader(List<Story.Timed> events) {
    this.events = events;
  }

  void read(Section root) throws StoryFormatException {
    for (Section section : root.sections("storageClasses")) {
      StorageClassSpec spec = storageClass(section);
      Provisioning provisioning = provisioning(section);
      add(section, new StoryEvent.PutStorageClass(spec, provisioning));
    }
    for (Section section : root.sections("volumes")) {
      String name = section.text("name");
      for (int i = 0; i < section.whole("count", 1, 1); i++) {
        VolumeSpec spec = volume(section, section.has("count") ? name + "-" + i : name);
        add(section, new StoryEvent.PutVolume(spec));
      }
    }
    for (Section section : root.sections("claims")) {
      String name = section.text("name");
      for (int i = 0; i < section.whole("count", 1, 1); i++) {
        ClaimSpec spec = claim(section, section.has("count") ? name + "-" + i : name);
        add(section, new StoryEvent.PutClaim(spec));
      }
    }
  }

  /** How many volumes of each driver a node takes. */
  static Map<String, Integer> attachLimits(Section node) throws StoryFormatException {
    Map<String, Integer> limits = new TreeMap<>();
    if (node.has("attachLimits")) {
      Section section = node.section("attachLimits");
      for (String driver : node.texts("attachLimits").keySet()) {
        limits.put(driver, section.whole(driver, 0));
      }
    }
    return limits;
  }

  private static StorageClassSpec storageClass(Section section) throws StoryFormatException {
    List<String> zones = section.list("zones");
    String key = section.text("topologyKey", "topology.kubernetes.io/zone");
    return new StorageClassSpec(
        section.text("name"),
        section.text("provisioner", "csi.example.com"),
        section
            .word("binding", List.of("WaitForFirstConsumer", "Immediate"))
            .equals("WaitForFirstConsumer"),
        zones.isEmpty() ? List.of() : List.of(oneOf(key, zones)));
  }

  private static Provisioning provisioning(Section section) throws StoryFormatException {
    return new Provisioning(
        section.duration("provisionDelay", Duration.ofSeconds(2)),
        Set.copyOf(section.list("failsOn")),
        section.flag("stuck", false),
        section.text("topologyKey", ""));
  }

  private static VolumeSpec volume(Section section, String name) throws StoryFormatException {
    List<String> nodes = section.list("nodes");
    return VolumeSpec.builder("", name)
        .storageClass(section.text("class", ""))
        .capacityBytes(bytes(section))
        .accessModes(modes(section))
        .labels(section.texts("labels"))
        .nodeAffinity(nodes.isEmpty() ? List.of() : List.of(onNodes(nodes)))
        .driver(section.text("driver", ""))
        .build();
  }

  private static ClaimSpec claim(Section section, String name) throws StoryFormatException {
    List<Expression> selector =
        section.texts("selector").entrySet().stream()
            .map(label -> new Expression(label.getKey(), Operator.IN, List.of(label.getValue())))
            .toList();
    return ClaimSpec.builder("", section.text("namespace", Gang.NAMESPACE), name)
        .storageClass(section.text("class", ""))
        .requestedBytes(bytes(section))
        .accessModes(modes(section))
        .selector(selector)
        .volumeName(section.text("volume", ""))
        .build();
  }

  private static List<String> modes(Section section) throws StoryFormatException {
    List<String> modes = section.list("modes");
    return modes.isEmpty() ? List.of("ReadWriteOnce") : modes;
  }

  private static long bytes(Section section) throws StoryFormatException {
    return section.amounts("size", Map.of("memory", section.text("size", "1Gi"))).get("memory");
  }

  private static Term oneOf(String key, List<String> values) {
    return new Term(List.of(new Expression(key, Operator.IN, values)), List.of());
  }

  /** Volumes are tied to nodes by name, whatever labels these have. */
  private static Term onNodes(List<String> nodes) {
    return new Term(List.of(), List.of(new Expression("metadata.name", Operator.IN, nodes)));
  }

  private void add(Section section, StoryEvent event) throws StoryFormatException {
    events.add(new Story.Timed(ClusterReader.at(section), event));
    section.finish();
  }
}
