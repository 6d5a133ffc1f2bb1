package dev.basalt.cluster.feed.protobuf;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code ObjectMeta} as an object, without managed fields. Owned by one thread. */
final class ObjectMetaSkimmer {
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private final ByteCache<String> strings;
  private ObjectMeta last = new ObjectMeta();

  ObjectMetaSkimmer(ByteCache<String> strings) {
    this.strings = strings;
  }

  /** The current field. */
  ObjectMeta skim(WireReader reader) {
    ObjectMeta meta = new ObjectMeta();
    last = meta;
    Map<String, String> labels = new HashMap<>();
    Map<String, String> annotations = new HashMap<>();
    List<OwnerReference> owners = new ArrayList<>(1);
    List<String> finalizers = new ArrayList<>(0);
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> meta.setName(reader.string());
        case 2 -> meta.setGenerateName(reader.shared(strings));
        case 3 -> meta.setNamespace(reader.shared(strings));
        case 5 -> meta.setUid(reader.string());
        case 6 -> meta.setResourceVersion(reader.string());
        case 7 -> meta.setGeneration(reader.number());
        case 8 -> meta.setCreationTimestamp(time(reader));
        case 9 -> meta.setDeletionTimestamp(time(reader));
        case 10 -> meta.setDeletionGracePeriodSeconds(reader.number());
        case 11 -> entry(reader, labels);
        case 12 -> entry(reader, annotations);
        case 13 -> owners.add(owner(reader));
        case 14 -> finalizers.add(reader.shared(strings));
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    meta.setLabels(labels);
    meta.setAnnotations(annotations);
    meta.setOwnerReferences(owners);
    meta.setFinalizers(finalizers);
    return meta;
  }

  /** The current field as a time, as the API server writes it in JSON. */
  static String time(WireReader reader) {
    return Instant.ofEpochSecond(MetadataSkimmer.seconds(reader)).toString();
  }

  private void entry(WireReader reader, Map<String, String> entries) {
    String key = "";
    String value = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.shared(strings);
        case 2 -> value = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    entries.put(key, value);
  }

  private OwnerReference owner(WireReader reader) {
    OwnerReference owner = new OwnerReference();
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> owner.setKind(reader.shared(strings));
        case 3 -> owner.setName(reader.shared(strings));
        case 4 -> owner.setUid(reader.shared(strings));
        case 5 -> owner.setApiVersion(reader.shared(strings));
        case 6 -> owner.setController(reader.bool());
        case 7 -> owner.setBlockOwnerDeletion(reader.bool());
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    return owner;
  }

  /** The resource version of the object read last, empty if it has none. */
  String resourceVersion() {
    String version = last.getResourceVersion();
    return version == null ? "" : version;
  }

  /** Whether the object read last is the bookmark that ends the initial objects of a watch. */
  boolean endsInitialEvents() {
    return last.getAnnotations() != null
        && "true".equals(last.getAnnotations().get(INITIAL_EVENTS_END));
  }
}
