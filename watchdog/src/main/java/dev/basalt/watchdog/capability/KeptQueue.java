package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.ResourceList;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is remembered of a queue from look to look. One thread. */
final class KeptQueue {
  /** All but nodes that a capability comes from. */
  private record Terms(
      QueueSettings settings, String parent, int weight, ResourceList guarantee, boolean held) {}

  private final String uid;
  private final Steadiness steadiness;
  private @Nullable QueueSettings settings;
  private @Nullable Supply settledSupply;
  private Set<Pool> settledPools = Set.of();
  private @Nullable Terms settledTerms;
  private boolean everSettled;

  /** What was written, or would have been, until it is seen. */
  private @Nullable ResourceList written;

  private long writtenGeneration;
  private ResourceList writtenOver = ResourceList.EMPTY;

  KeptQueue(String uid, CapabilityOptions options) {
    this.uid = uid;
    this.steadiness = new Steadiness(options.beforeFall(), options.beforeRise());
  }

  /** Whether this is the queue of that UID, not one that had its name before it. */
  boolean is(QueueRecord record) {
    return uid.equals(record.uid());
  }

  Steadiness steadiness() {
    return steadiness;
  }

  /** How it was last said to be kept, null if that could never be read. */
  @Nullable QueueSettings settings() {
    return settings;
  }

  void settings(QueueSettings value) {
    settings = value;
  }

  /** Its capability, with what was written and is not seen yet. */
  ResourceList capability(QueueRecord record) {
    ResourceList mine = written;
    if (mine == null) {
      return record.capability();
    }
    boolean unseen =
        writtenGeneration == 0
            ? record.capability().equals(writtenOver)
            : record.generation() < writtenGeneration;
    if (!unseen) {
      written = null;
      return record.capability();
    }
    return mine;
  }

  /**
   * It was written.
   *
   * @param generation of the queue since then; 0: it was only said what would be written
   */
  void written(ResourceList capability, QueueRecord over, long generation) {
    written = capability;
    writtenOver = over.capability();
    writtenGeneration = generation;
  }

  /** Takes note of the first look. */
  void begin(Supply supply, Set<Pool> pools, QueueRecord record, QueueSettings now) {
    if (settledSupply == null) {
      settledSupply = supply;
      settledPools = pools;
      settledTerms = terms(record, now);
    }
  }

  /** It is as it should be. */
  void settled(Supply supply, Set<Pool> pools, QueueRecord record, QueueSettings now) {
    settledSupply = supply;
    settledPools = pools;
    settledTerms = terms(record, now);
    everSettled = true;
  }

  /** Why it should be another than when it was last as it should be, in a few words. */
  String cause(Supply supply, Set<Pool> pools, QueueRecord record, QueueSettings now) {
    if (capability(record).isEmpty()) {
      return "there was none";
    }
    Supply before = settledSupply;
    Set<Pool> concerned = new HashSet<>(settledPools);
    concerned.addAll(pools);
    String nodes = before == null ? "" : supply.since(before, concerned);
    if (!nodes.isEmpty()) {
      return nodes;
    }
    if (!terms(record, now).equals(settledTerms)) {
      return "its rule, weight, guarantee or place changed";
    }
    return everSettled ? "other queues changed" : "so it was found";
  }

  private static Terms terms(QueueRecord record, QueueSettings settings) {
    return new Terms(
        settings,
        record.parent(),
        record.weight(),
        record.guarantee(),
        record.holder() != null);
  }
}
