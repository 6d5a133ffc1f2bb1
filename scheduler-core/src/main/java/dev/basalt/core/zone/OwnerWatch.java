package dev.basalt.core.zone;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which other owners live: each is dead once its Lease stood still, by our own clock, for as long
 * as it holds and a binding may take besides. What was then sent under that Lease has taken effect
 * or never will. Times written in a Lease are never compared with a clock.
 */
final class OwnerWatch {
  private static final class Owner {
    @Nullable LeaseSight sight;
    long sinceNanos;
    boolean dead;
    long ticket;
    long notBeforeNanos = Long.MIN_VALUE;
  }

  private final OwnershipSettings settings;
  private final LongSupplier tickets;
  private final Map<String, Owner> owners = new TreeMap<>();
  private final Map<Long, String> pending = new HashMap<>();

  OwnerWatch(OwnershipSettings settings, LongSupplier tickets) {
    this.settings = settings;
    this.tickets = tickets;
  }

  /** Begins to watch an owner, unless it is watched already. */
  void watch(@Nullable String owner) {
    if (owner != null && !owner.equals(settings.identity()) && !owners.containsKey(owner)) {
      owners.put(owner, new Owner());
    }
  }

  boolean isDead(String owner) {
    Owner known = owners.get(owner);
    return known != null && known.dead;
  }

  Set<String> dead() {
    Set<String> dead = new TreeSet<>();
    owners.forEach((name, owner) -> {
      if (owner.dead) {
        dead.add(name);
      }
    });
    return dead;
  }

  OwnershipAction.@Nullable ReadLease next(long nowNanos) {
    for (Map.Entry<String, Owner> entry : owners.entrySet()) {
      Owner owner = entry.getValue();
      if (owner.ticket == 0 && nowNanos >= owner.notBeforeNanos) {
        owner.ticket = tickets.getAsLong();
        pending.put(owner.ticket, entry.getKey());
        return new OwnershipAction.ReadLease(entry.getKey(), owner.ticket);
      }
    }
    return null;
  }

  long nextNanos() {
    long next = Long.MAX_VALUE;
    for (Owner owner : owners.values()) {
      next = owner.ticket == 0 ? Math.min(next, owner.notBeforeNanos) : next;
    }
    return next;
  }

  /**
   * A Lease was read, null where it could not be.
   *
   * @return whether an owner died or came back to life by it
   */
  boolean read(long ticket, @Nullable LeaseSight sight, long nowNanos) {
    String name = pending.remove(ticket);
    Owner owner = name == null ? null : owners.get(name);
    if (owner == null) {
      return false;
    }
    owner.ticket = 0;
    owner.notBeforeNanos = nowNanos + settings.retryPeriod().toNanos();
    if (sight == null) {
      return false;
    }
    LeaseSight former = owner.sight;
    if (former == null || !former.version().equals(sight.version())) {
      owner.sinceNanos = nowNanos;
    }
    owner.sight = sight;
    boolean dead = sight.released() || nowNanos - owner.sinceNanos >= patience(sight);
    boolean news = dead != owner.dead;
    owner.dead = dead;
    return news;
  }

  private long patience(LeaseSight sight) {
    return Math.max(settings.leaseDuration().toNanos(), sight.durationNanos())
        + settings.bindTimeout().toNanos();
  }
}
