package dev.basalt.cluster.write;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters by name that only grow; any thread may count and read. */
public final class Counts {
  private final ConcurrentHashMap<String, LongAdder> adders = new ConcurrentHashMap<>();

  void add(String name) {
    adders.computeIfAbsent(name, _ -> new LongAdder()).increment();
  }

  /** The count under a name, 0 if nothing was counted. */
  public long get(String name) {
    LongAdder adder = adders.get(name);
    return adder == null ? 0 : adder.sum();
  }

  /** All counts now, by name. */
  public Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    adders.forEach((name, adder) -> all.put(name, adder.sum()));
    return all;
  }
}
