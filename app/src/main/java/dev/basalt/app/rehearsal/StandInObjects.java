package dev.basalt.app.rehearsal;

import dev.basalt.cluster.http.ProtoMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the stand-in cluster holds, as an API server encodes it. */
final class StandInObjects {
  static final String NAMESPACE = "rehearsal";
  static final String SCHEDULER = "basalt";

  private StandInObjects() {}

  /** The pod of a number, in a gang. */
  static String podName(String gang, int member) {
    return gang + "-" + member;
  }

  /** A frame of the watch of pods. */
  static byte[] podFrame(String type, String gang, int member, String nodeName, long version) {
    String name = podName(gang, member);
    ProtoMessage metadata =
        metadata(name, version)
            .string(3, NAMESPACE)
            .nested(8, new ProtoMessage().number(1, Instant.now().getEpochSecond()))
            .entry(12, "scheduling.k8s.io/group-name", gang);
    ProtoMessage container =
        new ProtoMessage()
            .string(1, "main")
            .string(2, "none")
            .nested(
                8, new ProtoMessage().quantity(2, "cpu", "100m").quantity(2, "memory", "128Mi"));
    ProtoMessage spec = new ProtoMessage().nested(2, container).number(4, 0);
    if (!nodeName.isEmpty()) {
      spec.string(10, nodeName);
    }
    spec.string(19, SCHEDULER);
    ProtoMessage status = new ProtoMessage().string(1, "Pending");
    return frame(
        type, "Pod", new ProtoMessage().nested(1, metadata).nested(2, spec).nested(3, status));
  }

  /** A frame of the watch of nodes. */
  static byte[] nodeFrame(int number) {
    String name = "node-" + number;
    ProtoMessage status =
        new ProtoMessage()
            .quantity(2, "cpu", "16")
            .quantity(2, "memory", "64Gi")
            .quantity(2, "pods", "110");
    ProtoMessage metadata = metadata(name, number + 1).entry(11, "kubernetes.io/hostname", name);
    return frame("ADDED", "Node", new ProtoMessage().nested(1, metadata).nested(3, status));
  }

  /** The bookmark that ends the initial objects of a watch. */
  static byte[] endOfInitialEvents(String kind, long version) {
    ProtoMessage metadata =
        new ProtoMessage()
            .string(6, Long.toString(version))
            .entry(12, "k8s.io/initial-events-end", "true");
    return frame("BOOKMARK", kind, new ProtoMessage().nested(1, metadata));
  }

  private static ProtoMessage metadata(String name, long version) {
    return new ProtoMessage()
        .string(1, name)
        .string(5, "uid-" + name)
        .string(6, Long.toString(version));
  }

  private static byte[] frame(String type, String kind, ProtoMessage object) {
    ProtoMessage extension = new ProtoMessage().bytes(1, object.enveloped("v1", kind));
    byte[] event = new ProtoMessage().string(1, type).nested(2, extension).toBytes();
    return ByteBuffer.allocate(4 + event.length).putInt(event.length).put(event).array();
  }

  /** The answer to a question for what the API group serves. */
  static String apiResources() {
    return """
    {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"scheduling.volcano.sh/v1beta1",\
    "resources":[{"name":"podgroups","namespaced":true,"kind":"PodGroup","singularName":"",\
    "verbs":["get"]},{"name":"queues","namespaced":false,"kind":"Queue","singularName":"",\
    "verbs":["get"]}]}\
    """;
  }

  static String queue() {
    return """
    {"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"Queue","metadata":{"name":"default",\
    "uid":"uid-default","resourceVersion":"1"},"spec":{"weight":1,"reclaimable":true}}\
    """;
  }

  static String namespace() {
    return """
    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s","uid":"uid-%s",\
    "resourceVersion":"1"}}\
    """
        .formatted(NAMESPACE, NAMESPACE);
  }

  static String list(String apiVersion, String kind, String items) {
    return """
    {"apiVersion":"%s","kind":"%sList","metadata":{"resourceVersion":"1"},"items":[%s]}\
    """
        .formatted(apiVersion, kind, items);
  }

  /** The gangs' PodGroups, and one that no cluster has room for. */
  static String podGroups(int gangs, int size, String impossible) {
    return IntStream.range(0, gangs)
            .mapToObj(gang -> podGroup("gang-" + gang, size))
            .collect(Collectors.joining(","))
        + ","
        + podGroup(impossible, Integer.MAX_VALUE);
  }

  static String podGroup(String name, int size) {
    return """
    {"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"PodGroup","metadata":{"name":"%s",\
    "namespace":"%s","uid":"uid-%s","resourceVersion":"1",\
    "creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"minMember":%d,"queue":"default"}}\
    """
        .formatted(name, NAMESPACE, name, size);
  }
}
