package dev.basalt.core.event;

import java.util.List;
import java.util.Map;

/**
 * A PersistentVolume as far as scheduling reads it.
 *
 * @param uid the volume's UID
 * @param name its name
 * @param storageClass the class it belongs to; empty if none
 * @param capacityBytes its size
 * @param accessModes the modes that it has, as the API calls them
 * @param block whether it is a raw device rather than a file system
 * @param labels its labels
 * @param nodeAffinity terms of which a node must match one to reach it; empty: any node does
 * @param driver the CSI driver that attaches it; empty where none does
 * @param available whether it may be bound to a claim (phase Available)
 * @param deleting whether it has a deletion timestamp
 * @param claim {@code namespace/name} of the claim it is kept for or bound to; empty if none
 * @param claimUid that claim's UID; empty where any claim of the name will do
 */
public record VolumeSpec(
    String uid,
    String name,
    String storageClass,
    long capacityBytes,
    List<String> accessModes,
    boolean block,
    Map<String, String> labels,
    List<NodeAffinity.Term> nodeAffinity,
    String driver,
    boolean available,
    boolean deleting,
    String claim,
    String claimUid) {

  public VolumeSpec {
    accessModes = List.copyOf(accessModes);
    labels = Map.copyOf(labels);
    nodeAffinity = List.copyOf(nodeAffinity);
  }

  /** Whether it is kept for a claim, or bound to it. */
  public boolean isFor(ClaimSpec other) {
    return claim.equals(other.key()) && (claimUid.isEmpty() || claimUid.equals(other.uid()));
  }

  /** Describes a volume; what is not said is as in an object that leaves it out. */
  public static Builder builder(String uid, String name) {
    return new Builder(uid, name);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(uid, name)
        .storageClass(storageClass)
        .capacityBytes(capacityBytes)
        .accessModes(accessModes)
        .block(block)
        .labels(labels)
        .nodeAffinity(nodeAffinity)
        .driver(driver)
        .available(available)
        .deleting(deleting)
        .claim(claim)
        .claimUid(claimUid);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private String uid;
    private final String name;
    private String storageClass = "";
    private long capacityBytes;
    private List<String> accessModes = List.of("ReadWriteOnce");
    private boolean block;
    private Map<String, String> labels = Map.of();
    private List<NodeAffinity.Term> nodeAffinity = List.of();
    private String driver = "";
    private boolean available = true;
    private boolean deleting;
    private String claim = "";
    private String claimUid = "";

    private Builder(String uid, String name) {
      this.uid = uid;
      this.name = name;
    }

    public Builder uid(String value) {
      uid = value;
      return this;
    }

    public Builder storageClass(String value) {
      storageClass = value;
      return this;
    }

    public Builder capacityBytes(long value) {
      capacityBytes = value;
      return this;
    }

    public Builder accessModes(List<String> value) {
      accessModes = value;
      return this;
    }

    public Builder block(boolean value) {
      block = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Builder nodeAffinity(List<NodeAffinity.Term> value) {
      nodeAffinity = value;
      return this;
    }

    public Builder driver(String value) {
      driver = value;
      return this;
    }

    public Builder available(boolean value) {
      available = value;
      return this;
    }

    public Builder deleting(boolean value) {
      deleting = value;
      return this;
    }

    public Builder claim(String value) {
      claim = value;
      return this;
    }

    public Builder claimUid(String value) {
      claimUid = value;
      return this;
    }

    public VolumeSpec build() {
      return new VolumeSpec(
          uid,
          name,
          storageClass,
          capacityBytes,
          accessModes,
          block,
          labels,
          nodeAffinity,
          driver,
          available,
          deleting,
          claim,
          claimUid);
    }
  }
}
