package dev.basalt.watchdog.alert;

import dev.basalt.watchdog.rule.Finding;
import dev.basalt.watchdog.rule.Rule;
import dev.basalt.watchdog.view.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened once and was told. Owned by one thread. */
final class Told {
  /** When it happened, by a hash of what happened. */
  private final Map<String, Long> times;

  /** Since when a rule has been looked at, by its identity. */
  private final Map<String, Long> rulesSince;

  private long sinceMillis;

  Told(Snapshot before) {
    times = new HashMap<>(before.told());
    rulesSince = new HashMap<>(before.rules());
    sinceMillis = before.sinceMillis();
  }

  /** What happened before is not told, milliseconds since 1970. */
  long sinceMillis() {
    return sinceMillis;
  }

  /**
   * Takes in which rules there are: one that is new does not tell what happened before; those of
   * the beginning do.
   *
   * @return whether that is something new
   */
  boolean begin(Collection<Found> all, Moment now) {
    Map<String, Long> since = new HashMap<>();
    long fresh = rulesSince.isEmpty() ? sinceMillis : now.millis();
    for (Found found : all) {
      if (found.rule().enabled() && found.rule().kind().once()) {
        String identity = identity(found.rule());
        since.put(identity, rulesSince.getOrDefault(identity, fresh));
      }
    }
    if (since.equals(rulesSince)) {
      return false;
    }
    rulesSince.clear();
    rulesSince.putAll(since);
    return true;
  }

  /** Changes with whom a rule is for. */
  private static String identity(Rule rule) {
    return Fingerprints.of(
        rule.name(),
        rule.kind().text(),
        rule.namespaces().patterns().toString(),
        rule.queues().patterns().toString());
  }

  /** Whether it was told, or happened too early to be. */
  boolean has(Rule rule, Finding finding) {
    long since = Math.max(sinceMillis, rulesSince.getOrDefault(identity(rule), sinceMillis));
    return finding.sinceMillis() < since || times.containsKey(hash(rule, finding));
  }

  void add(Rule rule, Finding finding) {
    times.put(hash(rule, finding), finding.sinceMillis());
  }

  private static String hash(Rule rule, Finding finding) {
    return Fingerprints.of(rule.name(), finding.subject(), finding.episode());
  }

  /**
   * Forgets the oldest ones, and with them that older ones may be told.
   *
   * @return whether there were more than that
   */
  boolean bound(int most) {
    if (times.size() <= most) {
      return false;
    }
    List<Long> sorted = new ArrayList<>(times.values());
    sorted.sort(Comparator.naturalOrder());
    sinceMillis = Math.max(sinceMillis, sorted.get(times.size() - most - 1) + 1);
    times.values().removeIf(time -> time < sinceMillis);
    return true;
  }

  Snapshot snapshot(List<Standing> standing) {
    return new Snapshot(sinceMillis, standing, rulesSince, times);
  }
}
