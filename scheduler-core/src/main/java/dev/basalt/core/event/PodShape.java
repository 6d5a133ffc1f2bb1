package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a pod that filters and scores read: pods of equal shape are interchangeable when
 * a node is chosen, and share one class in the engine.
 */
public final class PodShape {
  private final ResourceList requests;
  private final Map<String, String> nodeSelector;
  private final NodeAffinity affinity;
  private final List<Toleration> tolerations;
  private final List<HostPort> hostPorts;
  private final List<String> unsupported;
  private final List<ClaimUse> claims;
  private final PodAffinity podAffinity;
  private final List<SpreadConstraint> spread;
  private final @Nullable String zone;
  private final @Nullable List<String> enters;
  private final int hash;

  /**
   * Makes a shape.
   *
   * @param requests the pod's effective requests: the larger of its init containers and the sum of
   *     its containers, sidecars and overhead added
   * @param nodeSelector labels that a node must have
   * @param affinity node affinity, {@link NodeAffinity#NONE} if there is none
   * @param tolerations tolerated taints
   * @param hostPorts ports taken on the node
   * @param unsupported fields of the pod that we cannot honour yet, by their path in the manifest;
   *     a pod that has one waits rather than being bound blindly
   * @param claims the claims that the pod mounts
   * @param podAffinity which pods to be near to, and which not; {@link PodAffinity#NONE} if none
   * @param spread topology spread constraints
   * @param zone the zone that its node must belong to, null for any
   * @param enters the reserved zones that it may use, null where none is reserved
   */
  public PodShape(
      ResourceList requests,
      Map<String, String> nodeSelector,
      NodeAffinity affinity,
      List<Toleration> tolerations,
      List<HostPort> hostPorts,
      List<String> unsupported,
      List<ClaimUse> claims,
      PodAffinity podAffinity,
      List<SpreadConstraint> spread,
      @Nullable String zone,
      @Nullable List<String> enters) {
    this.requests = requests;
    this.nodeSelector = Map.copyOf(nodeSelector);
    this.affinity = affinity;
    this.tolerations = List.copyOf(tolerations);
    this.hostPorts = List.copyOf(hostPorts);
    this.unsupported = List.copyOf(unsupported);
    this.claims = List.copyOf(claims);
    this.podAffinity = podAffinity;
    this.spread = List.copyOf(spread);
    this.zone = zone;
    this.enters = enters == null ? null : List.copyOf(enters);
    this.hash =
        Objects.hash(
            requests,
            this.nodeSelector,
            affinity,
            this.tolerations,
            this.hostPorts,
            this.unsupported,
            this.claims,
            podAffinity,
            this.spread,
            zone,
            enters);
  }

  /** A shape that asks for resources only. */
  public static PodShape of(ResourceList requests) {
    return builder(requests).build();
  }

  public ResourceList requests() {
    return requests;
  }

  public Map<String, String> nodeSelector() {
    return nodeSelector;
  }

  public NodeAffinity affinity() {
    return affinity;
  }

  public List<Toleration> tolerations() {
    return tolerations;
  }

  public List<HostPort> hostPorts() {
    return hostPorts;
  }

  public List<String> unsupported() {
    return unsupported;
  }

  /** The claims that the pod mounts; empty for most pods. */
  public List<ClaimUse> claims() {
    return claims;
  }

  public PodAffinity podAffinity() {
    return podAffinity;
  }

  public List<SpreadConstraint> spread() {
    return spread;
  }

  /** Whether it says anything about other pods. */
  public boolean readsPeers() {
    return !spread.isEmpty() || !podAffinity.equals(PodAffinity.NONE);
  }

  /** The zone that its node must belong to, null for any. */
  public @Nullable String zone() {
    return zone;
  }

  /** The reserved zones that it may use, null where none is reserved. */
  public @Nullable List<String> enters() {
    return enters;
  }

  /** Describes a shape; what is not said is as in an object that leaves it out. */
  public static Builder builder(ResourceList requests) {
    return new Builder(requests);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(requests)
        .nodeSelector(nodeSelector)
        .affinity(affinity)
        .tolerations(tolerations)
        .hostPorts(hostPorts)
        .unsupported(unsupported)
        .claims(claims)
        .podAffinity(podAffinity)
        .spread(spread)
        .zone(zone)
        .enters(enters);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private ResourceList requests;
    private Map<String, String> nodeSelector = Map.of();
    private NodeAffinity affinity = NodeAffinity.NONE;
    private List<Toleration> tolerations = List.of();
    private List<HostPort> hostPorts = List.of();
    private List<String> unsupported = List.of();
    private List<ClaimUse> claims = List.of();
    private PodAffinity podAffinity = PodAffinity.NONE;
    private List<SpreadConstraint> spread = List.of();
    private @Nullable String zone;
    private @Nullable List<String> enters;

    private Builder(ResourceList requests) {
      this.requests = requests;
    }

    public Builder requests(ResourceList value) {
      requests = value;
      return this;
    }

    public Builder nodeSelector(Map<String, String> value) {
      nodeSelector = value;
      return this;
    }

    public Builder affinity(NodeAffinity value) {
      affinity = value;
      return this;
    }

    public Builder tolerations(List<Toleration> value) {
      tolerations = value;
      return this;
    }

    public Builder hostPorts(List<HostPort> value) {
      hostPorts = value;
      return this;
    }

    public Builder unsupported(List<String> value) {
      unsupported = value;
      return this;
    }

    public Builder claims(List<ClaimUse> value) {
      claims = value;
      return this;
    }

    public Builder podAffinity(PodAffinity value) {
      podAffinity = value;
      return this;
    }

    public Builder spread(List<SpreadConstraint> value) {
      spread = value;
      return this;
    }

    public Builder zone(@Nullable String value) {
      zone = value;
      return this;
    }

    public Builder enters(@Nullable List<String> value) {
      enters = value;
      return this;
    }

    public PodShape build() {
      return new PodShape(
          requests,
          nodeSelector,
          affinity,
          tolerations,
          hostPorts,
          unsupported,
          claims,
          podAffinity,
          spread,
          zone,
          enters);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PodShape that
        && hash == that.hash
        && requests.equals(that.requests)
        && nodeSelector.equals(that.nodeSelector)
        && affinity.equals(that.affinity)
        && tolerations.equals(that.tolerations)
        && hostPorts.equals(that.hostPorts)
        && unsupported.equals(that.unsupported)
        && claims.equals(that.claims)
        && podAffinity.equals(that.podAffinity)
        && spread.equals(that.spread)
        && Objects.equals(zone, that.zone)
        && Objects.equals(enters, that.enters);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
