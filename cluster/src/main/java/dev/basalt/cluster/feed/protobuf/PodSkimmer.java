package dev.basalt.cluster.feed.protobuf;

import dev.basalt.cluster.convert.Amounts;
import dev.basalt.cluster.convert.PodDraft;
import dev.basalt.cluster.convert.PodKeys;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.convert.Requirements;
import dev.basalt.cluster.convert.Unsupported;
import dev.basalt.core.event.PodSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Reads pods. Field numbers: {@code k8s.io/api/core/v1/generated.proto}. */
public final class PodSkimmer implements Skimmer<PodSpec> {
  private final ByteCache<String> strings = new ByteCache<>(65_536);
  private final WireReader reader = new WireReader();
  private final MetadataSkimmer metadata;
  private final AmountSkimmer amounts = new AmountSkimmer(strings);
  private final PodStatusSkimmer status = new PodStatusSkimmer(strings, amounts);
  private final PeersSkimmer peers = new PeersSkimmer(strings);
  private final AffinitySkimmer affinity;
  private final Map<String, String> overhead = new HashMap<>();
  private final PodDraft draft;
  private final BiConsumer<String, String> labels;
  private final BiConsumer<String, String> annotations;

  private int containers;
  private int initContainers;
  private int tolerations;

  /** A skimmer whose specs share what they have in common through these pools. */
  public PodSkimmer(Pools pools) {
    this.draft = new PodDraft(pools);
    this.metadata = new MetadataSkimmer(strings, null, PodKeys.annotations(pools.user()));
    this.affinity = new AffinitySkimmer(strings, pools, peers);
    this.labels = draft::label;
    this.annotations = draft::annotation;
  }

  @Override
  public PodSpec skim(byte[] bytes, int offset, int length) {
    draft.clear();
    reader.reset(bytes, offset, length);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> metadata();
        case 2 -> spec();
        case 3 -> status.skim(reader, draft);
        default -> reader.skip();
      }
    }
    return draft.build();
  }

  private void metadata() {
    int outer = reader.enter();
    metadata.skim(reader, labels, annotations);
    reader.leave(outer);
    draft.name(metadata.name());
    draft.namespace(metadata.namespace());
    draft.uid(metadata.uid());
    draft.createdMillis(metadata.createdMillis());
    draft.owner(metadata.owner());
    draft.controllerUid(metadata.controllerUid());
    if (metadata.deleting()) {
      draft.deleting();
    }
    draft.deletionGraceSeconds(metadata.deletionGraceSeconds());
  }

  private void spec() {
    containers = 0;
    initContainers = 0;
    tolerations = 0;

    overhead.clear();
    int outer = reader.enter();
    while (reader.next()) {
      specField();
    }
    reader.leave(outer);
    if (!overhead.isEmpty()) {
      draft.overhead(Amounts.parse(overhead));
    }
  }

  private void specField() {
    switch (reader.field()) {
      case 1 -> volume();
      case 2 -> container(false, containers++);
      case 4 -> draft.graceSeconds(reader.number());
      case 5 -> draft.deadlineSeconds(reader.number());
      case 7 -> nodeSelector();
      case 10 -> draft.nodeName(reader.shared(strings));
      case 11 -> draft.hostNetwork(reader.bool());
      case 18 -> affinity.skim(reader, draft);
      case 19 -> draft.schedulerName(reader.shared(strings));
      case 20 -> container(true, initContainers++);
      case 22 -> toleration(tolerations++);
      case 25 -> draft.priority((int) reader.number());
      case 31 -> draft.preemptionPolicy(reader.shared(strings));
      case 32 -> amounts.entry(reader, overhead);
      case 33 -> peers.spread(reader, draft.peers());
      case 38 -> {
        draft.gated();
        reader.skip();
      }
      case 39 -> {
        draft.unsupported(Unsupported.RESOURCE_CLAIMS);
        reader.skip();
      }
      case 40 -> draft.podResources(amounts.requirements(reader));
      case 43 -> {
        draft.unsupported(Unsupported.SCHEDULING_GROUP);
        reader.skip();
      }
      default -> reader.skip();
    }
  }

  private void volume() {
    String name = "";
    boolean ephemeral = false;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.shared(strings);
        case 2 -> {
          int source = reader.enter();
          while (reader.next()) {
            switch (reader.field()) {
              case 10 -> claim();
              case 29 -> {
                ephemeral = true;
                reader.skip();
              }
              default -> reader.skip();
            }
          }
          reader.leave(source);
        }
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    if (ephemeral) {
      draft.ephemeralVolume(name);
    }
  }

  private void claim() {
    String claim = "";
    int outer = reader.enter();
    while (reader.next()) {
      if (reader.field() == 1) {
        claim = reader.shared(strings);
      } else {
        reader.skip();
      }
    }
    reader.leave(outer);
    draft.claimVolume(claim);
  }

  private void container(boolean init, int index) {
    String name = "";
    String restartPolicy = "";
    Requirements resources = Requirements.NONE;
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.shared(strings);
        case 6 -> port();
        case 8 -> resources = amounts.requirements(reader);
        case 24 -> restartPolicy = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.container(init, index, name, restartPolicy, resources);
  }

  private void port() {
    int host = 0;
    int container = 0;
    String protocol = "";
    String hostIp = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> host = (int) reader.number();
        case 3 -> container = (int) reader.number();
        case 4 -> protocol = reader.shared(strings);
        case 5 -> hostIp = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.port(host, container, protocol, hostIp);
  }

  private void nodeSelector() {
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
    draft.nodeSelector(key, value);
  }

  private void toleration(int index) {
    String key = "";
    String operator = "";
    String value = "";
    String effect = "";
    int outer = reader.enter();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.shared(strings);
        case 2 -> operator = reader.shared(strings);
        case 3 -> value = reader.shared(strings);
        case 4 -> effect = reader.shared(strings);
        default -> reader.skip();
      }
    }
    reader.leave(outer);
    draft.toleration(index, key, operator, value, effect);
  }

  @Override
  public String resourceVersion() {
    return metadata.resourceVersion();
  }

  @Override
  public boolean endsInitialEvents() {
    return metadata.endsInitialEvents();
  }
}
