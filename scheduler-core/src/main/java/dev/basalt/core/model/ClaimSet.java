package dev.basalt.core.model;

import java.util.List;

/** The claims of a pod class. */
final class ClaimSet {
  final List<Claim> claims;
  private final Claim[] bySize;
  private long sortedAt = -1;

  ClaimSet(List<Claim> claims) {
    this.claims = List.copyOf(claims);
    this.bySize = claims.toArray(new Claim[0]);
  }

  /** Grows whenever something changed that decides which nodes the claims accept. */
  long version() {
    long version = 0;
    for (int i = 0; i < bySize.length; i++) {
      StoragePool pool = bySize[i].bound() ? null : bySize[i].pool;
      version += bySize[i].version + (pool == null ? 0 : pool.version);
    }
    return version;
  }

  /** Smallest claims first: they must not take the volumes that larger ones need. */
  Claim[] bySize() {
    Claim[] all = bySize;
    if (all.length > 1 && sortedAt != version()) {
      for (int i = 1; i < all.length; i++) {
        Claim moving = all[i];
        int place = i;
        while (place > 0 && size(all[place - 1]) > size(moving)) {
          all[place] = all[place - 1];
          place--;
        }
        all[place] = moving;
      }
      sortedAt = version();
    }
    return all;
  }

  private static long size(Claim claim) {
    return claim.spec == null ? 0 : claim.spec.requestedBytes();
  }
}
