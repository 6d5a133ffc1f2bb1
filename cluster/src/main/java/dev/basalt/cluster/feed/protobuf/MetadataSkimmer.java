package dev.basalt.cluster.feed.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads {@code ObjectMeta}. Reused; owned by one thread. */
final class MetadataSkimmer {
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private final ByteCache<String> strings;
  private final @Nullable ByteCache<String> labelKeys;
  private final ByteCache<String> annotationKeys;
  private final byte[] version = new byte[64];
  private int versionLength;

  private String name = "";
  private String namespace = "";
  private String uid = "";
  private long createdMillis;
  private boolean deleting;
  private long deletionGraceSeconds;
  private boolean endsInitialEvents;
  private String owner = "";
  private String controllerUid = "";
  private @Nullable String entryKey;
  private String entryValue = "";

  /**
   * A skimmer.
   *
   * @param strings shares strings
   * @param labels the keys of labels that are told, null for all
   * @param annotations the keys of annotations that are told
   */
  MetadataSkimmer(
      ByteCache<String> strings, @Nullable Set<String> labels, Set<String> annotations) {
    this.strings = strings;
    this.labelKeys = labels == null ? null : keys(labels);
    Set<String> wanted = new HashSet<>(annotations);
    wanted.add(INITIAL_EVENTS_END);
    this.annotationKeys = keys(wanted);
  }

  private static ByteCache<String> keys(Set<String> names) {
    ByteCache<String> keys = new ByteCache<>(names.size());
    for (String name : names) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      keys.put(bytes, 0, bytes.length, name);
    }
    return keys;
  }

  /** Reads the message that the reader has entered. */
  void skim(
      WireReader reader,
      BiConsumer<String, String> labels,
      BiConsumer<String, String> annotations) {
    clear();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.string();
        case 3 -> namespace = reader.shared(strings);
        case 5 -> uid = reader.string();
        case 6 -> readVersion(reader);
        case 8 -> createdMillis = seconds(reader) * 1000;
        case 9 -> {
          deleting = true;
          reader.skip();
        }
        case 10 -> deletionGraceSeconds = reader.number();
        case 11 -> readLabel(reader, labels);
        case 12 -> readAnnotation(reader, annotations);
        case 13 -> readOwner(reader);
        default -> reader.skip();
      }
    }
  }

  private void clear() {
    versionLength = 0;
    name = "";
    namespace = "";
    uid = "";
    createdMillis = 0;
    deleting = false;
    deletionGraceSeconds = -1;
    endsInitialEvents = false;
    owner = "";
    controllerUid = "";
  }

  private void readVersion(WireReader reader) {
    int outer = reader.enter();
    versionLength = reader.limit() - reader.position();
    if (versionLength > version.length) {
      throw new MalformedFrameException("a resource version of " + versionLength + " bytes");
    }
    System.arraycopy(reader.bytes(), reader.position(), version, 0, versionLength);
    reader.leave(outer);
  }

  /** The current field as a time, in whole seconds since 1970. */
  static long seconds(WireReader reader) {
    long seconds = 0;
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        seconds = reader.number();
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    return seconds;
  }

  /** The key is null if the entry is of no interest; the value is then not decoded. */
  private void readEntry(WireReader reader, @Nullable ByteCache<String> interesting) {
    entryKey = null;
    entryValue = "";
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        entryKey = interesting == null ? reader.shared(strings) : reader.cached(interesting);
        if (entryKey == null) {
          break;
        }
      } else if (reader.field() == 2) {
        entryValue = reader.shared(strings);
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
  }

  private void readLabel(WireReader reader, BiConsumer<String, String> labels) {
    readEntry(reader, labelKeys);
    if (entryKey != null) {
      labels.accept(entryKey, entryValue);
    }
  }

  private void readAnnotation(WireReader reader, BiConsumer<String, String> annotations) {
    readEntry(reader, annotationKeys);
    if (entryKey == null) {
      return;
    }
    if (entryKey.equals(INITIAL_EVENTS_END)) {
      endsInitialEvents = entryValue.equals("true");
    } else {
      annotations.accept(entryKey, entryValue);
    }
  }

  /** The name of the first counts, and the UID of the one that controls the object. */
  private void readOwner(WireReader reader) {
    String found = "";
    String ownerUid = "";
    boolean controls = false;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 3 -> found = reader.shared(strings);
        case 4 -> ownerUid = reader.shared(strings);
        case 6 -> controls = reader.number() != 0;
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    owner = owner.isEmpty() ? found : owner;
    controllerUid = controls ? ownerUid : controllerUid;
  }

  /** The UID of the object that controls it, empty if there is none. */
  String controllerUid() {
    return controllerUid;
  }

  /** The name of the first object that it belongs to, empty if there is none. */
  String owner() {
    return owner;
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  String uid() {
    return uid;
  }

  long createdMillis() {
    return createdMillis;
  }

  boolean deleting() {
    return deleting;
  }

  /** Below 0 if absent. */
  long deletionGraceSeconds() {
    return deletionGraceSeconds;
  }

  String resourceVersion() {
    return new String(version, 0, versionLength, StandardCharsets.UTF_8);
  }

  boolean endsInitialEvents() {
    return endsInitialEvents;
  }
}
