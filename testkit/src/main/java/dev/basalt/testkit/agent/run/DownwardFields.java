package dev.basalt.testkit.agent.run;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a container may know of its own pod (the downward API). */
final class DownwardFields {
  private static final Pattern KEYED = Pattern.compile("(metadata\\.\\w+)\\['(.+)']");

  private final Pod pod;
  private final String podAddress;

  DownwardFields(Pod pod, String podAddress) {
    this.pod = pod;
    this.podAddress = podAddress;
  }

  /**
   * A field of the pod as text; whole maps are lines of {@code key="value"}.
   *
   * @throws IllegalArgumentException if pods do not tell containers of that field
   */
  String field(String path) {
    Matcher keyed = KEYED.matcher(path);
    if (keyed.matches()) {
      return map(keyed.group(1)).getOrDefault(keyed.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "metadata.labels", "metadata.annotations" -> lines(map(path));
      case "spec.nodeName" -> orEmpty(pod.getSpec().getNodeName());
      case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
      case "status.podIP", "status.podIPs" -> podAddress;
      case "status.hostIP", "status.hostIPs" -> PodRuntime.ADDRESS;
      default -> throw new IllegalArgumentException("fieldPath " + path + " is not known");
    };
  }

  /**
   * An amount of a container, divided and rounded up; a limit that is not set is that of a large
   * machine.
   *
   * @param own the container's name where the selector names none
   */
  String resource(ResourceFieldSelector selector, String own) {
    String name = selector.getContainerName() == null ? own : selector.getContainerName();
    String[] parts = selector.getResource().split("\\.", 2);
    Quantity amount = amount(container(name), parts[0], parts.length < 2 ? "" : parts[1]);
    BigDecimal divisor =
        selector.getDivisor() == null
            ? BigDecimal.ZERO
            : selector.getDivisor().getNumericalAmount();
    return amount
        .getNumericalAmount()
        .divide(divisor.signum() == 0 ? BigDecimal.ONE : divisor, 0, RoundingMode.CEILING)
        .toPlainString();
  }

  private Container container(String name) {
    List<Container> all = new ArrayList<>(pod.getSpec().getContainers());
    all.addAll(pod.getSpec().getInitContainers());
    return all.stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no container " + name));
  }

  private static Quantity amount(Container container, String kind, String resource) {
    Map<String, Quantity> limits =
        container.getResources() == null || container.getResources().getLimits() == null
            ? Map.of()
            : container.getResources().getLimits();
    Map<String, Quantity> requests =
        container.getResources() == null || container.getResources().getRequests() == null
            ? limits
            : container.getResources().getRequests();
    Quantity machine =
        resource.equals("cpu")
            ? new Quantity(Integer.toString(Runtime.getRuntime().availableProcessors()))
            : new Quantity(Long.toString(Runtime.getRuntime().maxMemory()));
    return kind.equals("limits")
        ? limits.getOrDefault(resource, machine)
        : requests.getOrDefault(resource, new Quantity("0"));
  }

  private Map<String, String> map(String path) {
    Map<String, String> map =
        path.equals("metadata.labels")
            ? pod.getMetadata().getLabels()
            : pod.getMetadata().getAnnotations();
    return map == null ? Map.of() : map;
  }

  private static String lines(Map<String, String> map) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(map)
        .forEach((key, value) ->
            text.append(key)
                .append("=\"")
                .append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .append("\"\n"));
    return text.toString();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
