package dev.basalt.core.model;

import dev.basalt.core.event.ClaimSpec;
import dev.basalt.core.event.StorageClassSpec;
import dev.basalt.core.event.VolumeSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Claims, volumes and storage classes, and which of them name each other. The watches of these
 * kinds are unordered: what is named before it is seen is kept by its name.
 */
final class VolumeCatalog {
  private final Map<String, Claim> claims = new HashMap<>();
  private final Map<String, Volume> volumes = new HashMap<>();
  private final Map<String, StoragePool> pools = new HashMap<>();

  @Nullable Claim claim(String key) {
    return claims.get(key);
  }

  @Nullable Volume volume(String name) {
    return volumes.get(name);
  }

  /** Returns whether a pod mounts it. */
  boolean claimChanged(ClaimSpec spec) {
    Claim claim = claimOf(spec.key());
    // The pool's count leaves the sum once the claim is bound, and sums must never fall.
    claim.version += 1 + (claim.pool == null ? 0 : claim.pool.version);
    if (claim.spec != null && !claim.spec.uid().equals(spec.uid())) {
      claim.avoided = null;
    }
    claim.spec = spec;
    claim.pool = poolOf(spec.storageClass());
    name(claim, spec.volumeName().isEmpty() ? null : volumeOf(spec.volumeName()));
    if (spec.bound()) {
      claim.endAssumption();
    }
    return claim.mounts > 0;
  }

  /** Returns whether a pod mounts it. */
  boolean claimGone(String key, String uid) {
    Claim claim = claims.get(key);
    if (claim == null || claim.spec == null || !claim.spec.uid().equals(uid)) {
      return false;
    }
    claim.version += 1 + (claim.pool == null ? 0 : claim.pool.version);
    claim.endAssumption();
    name(claim, null);
    claim.spec = null;
    claim.pool = null;
    discardIfUnused(claim);
    return claim.mounts > 0;
  }

  /** Notes which volume a claim's object names. */
  private void name(Claim claim, @Nullable Volume volume) {
    Volume former = claim.volume;
    if (former == volume) {
      return;
    }
    claim.volume = volume;
    if (former != null) {
      former.owner = former.owner == claim ? null : former.owner;
      relist(former);
      discardIfUnused(former);
    }
    if (volume != null) {
      volume.owner = claim;
      relist(volume);
    }
  }

  void volumeChanged(VolumeSpec spec) {
    Volume volume = volumeOf(spec.name());
    unlist(volume);
    volume.spec = spec;
    reserve(volume, spec.claim().isEmpty() ? null : claimOf(spec.claim()));
    relist(volume);
    volumeMoved(volume);
  }

  /** Returns whether anything changed. */
  boolean volumeGone(String name, String uid) {
    Volume volume = volumes.get(name);
    if (volume == null || volume.spec == null || !volume.spec.uid().equals(uid)) {
      return false;
    }
    unlist(volume);
    reserve(volume, null);
    volume.spec = null;
    volumeMoved(volume);
    discardIfUnused(volume);
    return true;
  }

  /** Notes which claim a volume's object names. */
  private void reserve(Volume volume, @Nullable Claim claim) {
    Claim former = volume.reservedFor;
    if (former == claim) {
      return;
    }
    volume.reservedFor = claim;
    if (former != null && former.reserved == volume) {
      former.reserved = null;
      former.version++;
      discardIfUnused(former);
    }
    if (claim != null && (claim.reserved == null || isFor(claim.spec, volume))) {
      claim.reserved = volume;
      claim.version++;
    }
  }

  private static boolean isFor(@Nullable ClaimSpec claim, Volume volume) {
    return claim == null || (volume.spec != null && volume.spec.isFor(claim));
  }

  private static void volumeMoved(Volume volume) {
    if (volume.reservedFor != null) {
      volume.reservedFor.version++;
    }
    if (volume.owner != null) {
      volume.owner.version++;
    }
    if (volume.assumedFor != null) {
      volume.assumedFor.version++;
    }
  }

  private void relist(Volume volume) {
    unlist(volume);
    if (volume.spec != null && volume.isFree()) {
      poolOf(volume.spec.storageClass()).list(volume, true);
    }
  }

  private static void unlist(Volume volume) {
    if (volume.listedIn != null) {
      volume.listedIn.list(volume, false);
    }
  }

  /** A class appeared, changed, or (null) is gone. */
  void classChanged(String name, @Nullable StorageClassSpec spec) {
    StoragePool pool = poolOf(name);
    pool.spec = spec;
    pool.version++;
  }

  /** The claim of that key, made if it is new. */
  Claim claimOf(String key) {
    return claims.computeIfAbsent(key, Claim::new);
  }

  private Volume volumeOf(String name) {
    return volumes.computeIfAbsent(name, Volume::new);
  }

  private StoragePool poolOf(String name) {
    return pools.computeIfAbsent(name, unseen -> new StoragePool());
  }

  /** A class of pods that mounts a claim is gone. */
  void unmounted(Claim claim) {
    claim.mounts--;
    discardIfUnused(claim);
  }

  private void discardIfUnused(Claim claim) {
    if (claim.spec == null && claim.reserved == null && claim.mounts == 0) {
      claims.remove(claim.key());
    }
  }

  private void discardIfUnused(Volume volume) {
    if (volume.spec == null && volume.owner == null && volume.assumedFor == null) {
      volumes.remove(volume.name());
    }
  }
}
