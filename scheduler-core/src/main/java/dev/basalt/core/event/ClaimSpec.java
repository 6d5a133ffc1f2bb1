package dev.basalt.core.event;

import java.util.List;

/**
 * A PersistentVolumeClaim as far as scheduling reads it.
 *
 * @param uid the claim's UID
 * @param namespace its namespace
 * @param name its name
 * @param storageClass the class it names; empty if none
 * @param requestedBytes what it asks for
 * @param accessModes the modes that a volume must have, as the API calls them
 * @param block whether it asks for a raw device rather than a file system
 * @param selector what a volume's labels must satisfy; empty: anything
 * @param volumeName the volume it is or is to be bound to; empty if none
 * @param bound whether the binding is complete
 * @param lost whether its volume is gone for good
 * @param deleting whether it has a deletion timestamp
 * @param selectedNode the node for which its volume is to be made; empty if none is chosen
 * @param ownerUid the UID of the object that controls it; empty if none does
 */
public record ClaimSpec(
    String uid,
    String namespace,
    String name,
    String storageClass,
    long requestedBytes,
    List<String> accessModes,
    boolean block,
    List<NodeAffinity.Expression> selector,
    String volumeName,
    boolean bound,
    boolean lost,
    boolean deleting,
    String selectedNode,
    String ownerUid) {

  public ClaimSpec {
    accessModes = List.copyOf(accessModes);
    selector = List.copyOf(selector);
  }

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  /** Whether one pod alone may use it (ReadWriteOncePod). */
  public boolean exclusive() {
    return accessModes.contains("ReadWriteOncePod");
  }

  /** Describes a claim; what is not said is as in an object that leaves it out. */
  public static Builder builder(String uid, String namespace, String name) {
    return new Builder(uid, namespace, name);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(uid, namespace, name)
        .storageClass(storageClass)
        .requestedBytes(requestedBytes)
        .accessModes(accessModes)
        .block(block)
        .selector(selector)
        .volumeName(volumeName)
        .bound(bound)
        .lost(lost)
        .deleting(deleting)
        .selectedNode(selectedNode)
        .ownerUid(ownerUid);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private String uid;
    private final String namespace;
    private final String name;
    private String storageClass = "";
    private long requestedBytes;
    private List<String> accessModes = List.of("ReadWriteOnce");
    private boolean block;
    private List<NodeAffinity.Expression> selector = List.of();
    private String volumeName = "";
    private boolean bound;
    private boolean lost;
    private boolean deleting;
    private String selectedNode = "";
    private String ownerUid = "";

    private Builder(String uid, String namespace, String name) {
      this.uid = uid;
      this.namespace = namespace;
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

    public Builder requestedBytes(long value) {
      requestedBytes = value;
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

    public Builder selector(List<NodeAffinity.Expression> value) {
      selector = value;
      return this;
    }

    public Builder volumeName(String value) {
      volumeName = value;
      return this;
    }

    public Builder bound(boolean value) {
      bound = value;
      return this;
    }

    public Builder lost(boolean value) {
      lost = value;
      return this;
    }

    public Builder deleting(boolean value) {
      deleting = value;
      return this;
    }

    public Builder selectedNode(String value) {
      selectedNode = value;
      return this;
    }

    public Builder ownerUid(String value) {
      ownerUid = value;
      return this;
    }

    public ClaimSpec build() {
      return new ClaimSpec(
          uid,
          namespace,
          name,
          storageClass,
          requestedBytes,
          accessModes,
          block,
          selector,
          volumeName,
          bound,
          lost,
          deleting,
          selectedNode,
          ownerUid);
    }
  }
}
