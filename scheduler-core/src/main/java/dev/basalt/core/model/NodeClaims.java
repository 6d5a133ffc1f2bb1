package dev.basalt.core.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The claims that the pods on one node mount, and by how many each. */
final class NodeClaims {
  private @Nullable Claim[] claims = new @Nullable Claim[4];
  private int[] pods = new int[4];
  private int size;

  void add(Claim claim) {
    int place = place(claim);
    if (place == size) {
      if (size == claims.length) {
        claims = Arrays.copyOf(claims, 2 * size);
        pods = Arrays.copyOf(pods, 2 * size);
      }
      claims[size] = claim;
      pods[size++] = 0;
    }
    pods[place]++;
  }

  void remove(Claim claim) {
    int place = place(claim);
    if (place < size && --pods[place] == 0) {
      size--;
      claims[place] = claims[size];
      pods[place] = pods[size];
      claims[size] = null;
    }
  }

  boolean holds(Claim claim) {
    return place(claim) < size;
  }

  /** Distinct claims whose volumes a driver attaches. */
  int attachedBy(String driver) {
    int attached = 0;
    for (int i = 0; i < size; i++) {
      Claim claim = claims[i];
      attached += claim != null && claim.driver().equals(driver) ? 1 : 0;
    }
    return attached;
  }

  private int place(Claim claim) {
    int place = 0;
    while (place < size && claims[place] != claim) {
      place++;
    }
    return place;
  }
}
