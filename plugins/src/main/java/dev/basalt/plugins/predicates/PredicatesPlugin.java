package dev.basalt.plugins.predicates;

import dev.basalt.core.event.NodeMatcher;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Taint.Effect;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PerClass;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.peers.Peers.Part;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.Reach;
import dev.basalt.core.spi.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which nodes will do for a pod: cordon, taints, labels, name, host ports, volumes, and the
 * pods near them. Room and pod count are the engine's own checks and cannot be switched off.
 */
public final class PredicatesPlugin implements Plugin {
  static final String UNUSABLE = "node(s) had a status that cannot be read";
  static final String CORDONED = "node(s) were unschedulable";
  static final String LABELS = "node(s) didn't match the pod's node selector or affinity";

  private static final Taint CORDON =
      new Taint("node.kubernetes.io/unschedulable", "", Effect.NO_SCHEDULE);
  private static final int TAINT_MESSAGES = 1000;

  private static final Argument NODE_AFFINITY =
      new Argument(
          "predicate.NodeAffinityEnable",
          "true",
          "checks node selectors and required node affinity");
  private static final Argument NODE_PORTS =
      new Argument("predicate.NodePortsEnable", "true", "checks host ports");
  private static final Argument POD_AFFINITY =
      new Argument(
          "predicate.PodAffinityEnable", "true", "checks required pod affinity and anti-affinity");
  private static final Argument TOPOLOGY_SPREAD =
      new Argument(
          "predicate.PodTopologySpreadEnable",
          "true",
          "checks topology spread with `DoNotSchedule`");
  private static final Argument TAINTS =
      new Argument(
          "predicate.TaintTolerationEnable", "true", "checks taints `NoSchedule` and `NoExecute`");
  private static final Argument VOLUME_BINDING =
      new Argument(
          "predicate.VolumeBindingEnable", "true", "checks claims, and binds their volumes");
  private static final Argument VOLUME_LIMITS =
      new Argument(
          "predicate.NodeVolumeLimitsEnable", "true", "checks attach limits of CSI drivers");
  private static final Argument VOLUME_ZONE =
      new Argument(
          "predicate.VolumeZoneEnable", "true", "checks zone and region labels of bound volumes");

  private static final Argument CACHE =
      new Argument("predicate.CacheEnable", "true", "accepted without an effect");
  private static final Argument DYNAMIC_RESOURCES =
      new Argument(
          "predicate.DynamicResourceAllocationEnable", "true", "accepted without an effect");

  private final boolean checksLabels;
  private final boolean checksPorts;
  private final boolean checksTaints;
  private final boolean bindsVolumes;
  private final VolumeFilters volumes;
  private final ClaimChecks claims = new ClaimChecks();
  private final boolean checksPodAffinity;
  private final boolean checksSpread;
  private final Map<String, String> taintMessages = new HashMap<>();
  private final PerClass<NodeSelector> selectors = new PerClass<>();

  private PredicatesPlugin(Arguments arguments) {
    checksLabels = arguments.flag(NODE_AFFINITY);
    checksPorts = arguments.flag(NODE_PORTS);
    checksTaints = arguments.flag(TAINTS);
    bindsVolumes = arguments.flag(VOLUME_BINDING);
    volumes =
        new VolumeFilters(bindsVolumes, arguments.flag(VOLUME_ZONE), arguments.flag(VOLUME_LIMITS));
    checksPodAffinity = arguments.flag(POD_AFFINITY);
    checksSpread = arguments.flag(TOPOLOGY_SPREAD);
    arguments.flag(CACHE);
    arguments.flag(DYNAMIC_RESOURCES);
  }

  /** A node selector as lists, which unlike a map are read without allocating. */
  private record NodeSelector(List<String> keys, List<String> values) {
    static final NodeSelector NONE = new NodeSelector(List.of(), List.of());

    static NodeSelector of(Map<String, String> labels) {
      List<String> keys = List.copyOf(labels.keySet());
      return new NodeSelector(keys, keys.stream().map(labels::get).toList());
    }

    boolean matches(NodeSpec node) {
      for (int i = 0; i < keys.size(); i++) {
        if (!values.get(i).equals(node.labels().get(keys.get(i)))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Makes the plugin {@code predicates}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "predicates";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(
          NODE_AFFINITY,
          NODE_PORTS,
          TAINTS,
          POD_AFFINITY,
          TOPOLOGY_SPREAD,
          VOLUME_BINDING,
          VOLUME_LIMITS,
          VOLUME_ZONE,
          CACHE,
          DYNAMIC_RESOURCES);
    }

    @Override
    public PredicatesPlugin create(Arguments arguments) {
      return new PredicatesPlugin(arguments);
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.nodeFilter(Reach.ATTRIBUTES, this::rejectAttributes);
    if (checksPorts) {
      hooks.nodeFilter(Reach.NODE, new PortFilter());
    }
    if (bindsVolumes) {
      hooks.taskCheck(claims::check);
      hooks.bindsVolumes();
    }
    if (volumes.checkAnything()) {
      hooks.nodeFilter(Reach.NODE, volumes);
    }
    if (checksPodAffinity || checksSpread) {
      hooks.nodeFilter(Reach.CLUSTER, new PeerFilter(Part.NODE, checksPodAffinity, checksSpread));
      hooks.nodeFilter(Reach.GROUP, new PeerFilter(Part.GROUP, checksPodAffinity, checksSpread));
    }
  }

  @Override
  public void sessionOpened(SessionView session) {
    claims.sessionOpened(session);
  }

  @Nullable String rejectAttributes(PodClass podClass, int node, NodeTable nodes) {
    NodeSpec spec = nodes.spec(node);
    PodShape shape = podClass.shape();
    if (spec.problem() != null) {
      return UNUSABLE;
    }
    if (spec.unschedulable() && !NodeMatcher.tolerates(shape.tolerations(), CORDON)) {
      return CORDONED;
    }
    List<Taint> taints = spec.taints();
    for (int i = 0; checksTaints && i < taints.size(); i++) {
      Taint taint = taints.get(i);
      if (taint.effect() != Effect.PREFER_NO_SCHEDULE
          && !NodeMatcher.tolerates(shape.tolerations(), taint)) {
        return taintMessage(taint.key());
      }
    }
    boolean labelsMatch =
        !checksLabels
            || (selector(podClass).matches(spec)
                && NodeMatcher.matchesAny(shape.affinity().required(), spec));
    return labelsMatch ? null : LABELS;
  }

  private NodeSelector selector(PodClass podClass) {
    if (podClass.shape().nodeSelector().isEmpty()) {
      return NodeSelector.NONE;
    }
    NodeSelector selector = selectors.get(podClass);
    return selector == null
        ? selectors.put(podClass, NodeSelector.of(podClass.shape().nodeSelector()))
        : selector;
  }

  /** One text for each taint key, so that nodes can be counted by reason; keys are few. */
  private String taintMessage(String key) {
    String message = taintMessages.get(key);
    if (message == null) {
      message = "node(s) had the taint " + key + " that the pod doesn't tolerate";
      if (taintMessages.size() < TAINT_MESSAGES) {
        taintMessages.put(key, message);
      }
    }
    return message;
  }
}
