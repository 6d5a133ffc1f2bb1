package dev.basalt.core.model;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.StorageClassSpec;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A PersistentVolumeClaim, or the name of one that a pod mounts and that is not there. Read by
 * plugins, changed by {@link VolumeBook} only.
 *
 * <p>While pods that mount an unbound claim are placed, the claim is <em>assumed</em>: to get a
 * certain volume, or to have one made for their node. The assumption ends with the last of these
 * pods' placements, or when the claim is bound.
 */
public final class Claim {
  private final String key;
  @Nullable ClaimSpec spec;
  @Nullable StoragePool pool;

  /** The volume that its object names. */
  @Nullable Volume volume;

  /** A volume whose object names this claim. */
  @Nullable Volume reserved;

  @Nullable Volume assumedVolume;
  int assumedNode = Task.NO_NODE;

  /** Nodes for which its provisioner gave up a moment ago; null if there are none. */
  @Nullable BitSet avoided;

  /** The volume that it would have got on the node asked about last. */
  @Nullable Volume candidate;

  int users;

  /** How many pod classes mount it: then it is kept, whether it exists or not. */
  int mounts;

  long version;

  Claim(String key) {
    this.key = key;
  }

  /** {@code namespace/name}. */
  public String key() {
    return key;
  }

  /** Null while no such claim is known. */
  public @Nullable ClaimSpec spec() {
    return spec;
  }

  /** The volume that its object names, null if it names none. */
  public @Nullable Volume volume() {
    return volume;
  }

  /** The volume that it is to get, null if none was chosen or one is to be made. */
  public @Nullable Volume assumedVolume() {
    return assumedVolume;
  }

  /** The node for which it was decided, {@link Task#NO_NODE} if it was not. */
  public int assumedNode() {
    return assumedNode;
  }

  /** How many placed pods mount it. */
  public int users() {
    return users;
  }

  /** Its storage class, null if it names none or that is not there. */
  public @Nullable StorageClassSpec storageClass() {
    return pool == null ? null : pool.spec;
  }

  public boolean bound() {
    return spec != null && spec.bound();
  }

  /** Whether it is unbound and gets its volume once a pod that mounts it has a node. */
  public boolean waitsForPod() {
    StorageClassSpec storageClass = storageClass();
    return spec != null
        && !spec.bound()
        && spec.volumeName().isEmpty()
        && storageClass != null
        && storageClass.waits();
  }

  /** The CSI driver that attaches or will attach its volume; empty if none does. */
  public String driver() {
    return driverOf(bound() ? volume : assumedVolume);
  }

  /**
   * The same on the node about which {@link VolumeBook#fit} was asked last: as long as nothing is
   * decided, that depends on the volume that it would get there.
   */
  public String driverThere() {
    return bound() || assumedNode != Task.NO_NODE ? driver() : driverOf(candidate);
  }

  private String driverOf(@Nullable Volume known) {
    if (known != null && known.spec != null) {
      return known.spec.driver();
    }
    StorageClassSpec storageClass = storageClass();
    return storageClass != null && storageClass.provisions() ? storageClass.provisioner() : "";
  }

  /** Nothing placed waits for it any more, or it is bound. */
  void endAssumption() {
    if (assumedNode == Task.NO_NODE) {
      return;
    }
    Volume assumed = assumedVolume;
    assumedNode = Task.NO_NODE;
    assumedVolume = null;
    version++;
    if (assumed != null) {
      assumed.assumedFor = null;
      if (pool != null) {
        pool.version++;
      }
    }
  }

  @Override
  public String toString() {
    return key;
  }
}
