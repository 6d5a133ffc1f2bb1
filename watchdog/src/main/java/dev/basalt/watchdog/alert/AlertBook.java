package dev.basalt.watchdog.alert;

import dev.basalt.watchdog.rule.Finding;
import dev.basalt.watchdog.rule.Rule;
import dev.basalt.watchdog.view.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The alerts: what is found becomes pending, then fires, then is resolved. Durations are measured
 * by the monotonic clock. Owned by one thread.
 */
public final class AlertBook {
  /** A rule and what it found something about. */
  private record Key(String rule, String subject) {}

  /** One that is pending or fires. */
  private static final class Entry {
    private final String episode;
    private final long sinceNanos;
    private long seenNanos;
    private @Nullable Alert alert;
    private Map<String, Mark> marks = Map.of();

    /** What follows upon an alert that fires, once it has been so for long enough. */
    private @Nullable Entry next;

    Entry(String episode, long nanos) {
      this.episode = episode;
      this.sinceNanos = nanos;
      this.seenNanos = nanos;
    }
  }

  private final Limits limits;
  private final Map<Key, Entry> live = new LinkedHashMap<>();
  private final Map<String, Standing> resolved = new LinkedHashMap<>();
  private final Told told;
  private Room room = new Room(0, Set.of(), Map.of());
  private final Map<String, Integer> leftOut = new TreeMap<>();
  private long dropped;
  private long version;

  /** What was told before. Whoever was being told when it was written counts as told. */
  public AlertBook(Snapshot before, Limits limits, Moment now) {
    this.limits = limits;
    this.told = new Told(before);
    for (Standing one : before.standing()) {
      Alert alert = one.alert();
      Map<String, Mark> marks = new TreeMap<>(one.marks());
      marks.replaceAll((name, mark) -> mark == Mark.SENDING ? Mark.TOLD : mark);
      if (alert.firing()) {
        Entry entry = new Entry(alert.episode(), now.nanos());
        entry.alert = alert;
        entry.marks = marks;
        live.put(new Key(alert.rule(), alert.subject()), entry);
      } else if (marks.containsValue(Mark.OWED)) {
        resolved.put(alert.fingerprint(), new Standing(alert, marks));
      }
    }
  }

  /** What happened before is not told, milliseconds since 1970. */
  public long sinceMillis() {
    return told.sinceMillis();
  }

  /** Grows whenever there is something that must not be forgotten. */
  public long version() {
    return version;
  }

  /** How much has not fired, as too many alerts do, by the rule that found it. */
  public Map<String, Integer> leftOut() {
    return Map.copyOf(leftOut);
  }

  /** Resolved alerts that were dropped before everybody had been told, so far. */
  public long dropped() {
    return dropped;
  }

  /** Takes in what all rules found at one time. */
  public void update(Collection<Found> all, Audience audience, Moment now) {
    leftOut.clear();
    version += told.begin(all, now) ? 1 : 0;
    Set<Key> seen = new HashSet<>();
    Map<String, Rule> rules = new HashMap<>();
    all.forEach(found -> rules.put(found.rule().name(), found.rule()));
    room = room(rules.values());
    for (Found found : all) {
      if (found.findings() == null) {
        hold(found.rule(), seen, now);
      } else {
        for (Finding finding : found.findings()) {
          take(found.rule(), finding, seen, audience, now);
        }
      }
    }
    live.entrySet().removeIf(one -> ends(one.getKey(), one.getValue(), seen, rules, now));
    live.values().forEach(entry -> invite(entry, audience));
    bound();
  }

  private Room room(Collection<Rule> rules) {
    Set<String> enabled = new HashSet<>();
    for (Rule rule : rules) {
      if (rule.enabled()) {
        enabled.add(rule.name());
      }
    }
    return new Room(limits.firing(), enabled, firingByRule());
  }

  private void hold(Rule rule, Set<Key> seen, Moment now) {
    live.forEach((key, entry) -> {
      if (key.rule().equals(rule.name())) {
        entry.seenNanos = now.nanos();
        seen.add(key);
      }
    });
  }

  private void take(Rule rule, Finding finding, Set<Key> seen, Audience audience, Moment now) {
    Key key = new Key(rule.name(), finding.subject());
    Entry entry = live.get(key);
    if (!finding.news()) {
      if (entry != null && entry.alert != null) {
        entry.seenNanos = now.nanos();
        entry.next = null;
        seen.add(key);
      }
      return;
    }
    boolean firing = entry != null && entry.alert != null;
    boolean same = entry != null && entry.episode.equals(finding.episode());
    if (rule.kind().once() && !(same && firing) && told.has(rule, finding)) {
      return;
    }
    seen.add(key);
    if (entry != null && firing && !same) {
      follow(rule, finding, entry, audience, now);
      return;
    }
    if (entry == null || !same) {
      entry = new Entry(finding.episode(), now.nanos());
      live.put(key, entry);
    }
    entry.seenNanos = now.nanos();
    entry.next = null;
    if (entry.alert != null) {
      entry.alert = entry.alert.with(Describing.texts(rule, finding, entry.alert.labels()));
    } else if (now.nanos() - entry.sinceNanos >= pendingNanos(rule)) {
      if (room.take(rule.name())) {
        fire(rule, finding, entry, audience, now);
      } else {
        leftOut.merge(rule.name(), 1, Integer::sum);
      }
    }
  }

  /** The subject of an alert that fires is so anew: its alert stays until the next one is due. */
  private void follow(Rule rule, Finding finding, Entry entry, Audience audience, Moment now) {
    entry.seenNanos = now.nanos();
    Entry next = entry.next;
    if (next == null || !next.episode.equals(finding.episode())) {
      next = new Entry(finding.episode(), now.nanos());
      entry.next = next;
    }
    if (now.nanos() - next.sinceNanos >= pendingNanos(rule)) {
      Alert before = entry.alert;
      next.seenNanos = now.nanos();
      fire(rule, finding, next, audience, now);
      live.put(new Key(rule.name(), finding.subject()), next);
      if (before != null && next.alert != null && !before.labels().equals(next.alert.labels())) {
        end(before, entry.marks.keySet(), now);
      }
    }
  }

  private static long pendingNanos(Rule rule) {
    return rule.kind().measuresItself() ? 0 : rule.times().before().toNanos();
  }

  private void fire(Rule rule, Finding finding, Entry entry, Audience audience, Moment now) {
    SortedMap<String, String> labels = Describing.labels(rule, finding);
    long starts = finding.sinceMillis() > 0 ? finding.sinceMillis() : now.millis();
    Alert alert =
        new Alert(
            rule.name(),
            finding.subject(),
            finding.episode(),
            labels,
            new TreeMap<>(Describing.texts(rule, finding, labels)),
            starts,
            now.millis(),
            0);
    entry.alert = alert;
    Map<String, Mark> marks = new TreeMap<>();
    audience.of(alert).forEach(name -> marks.put(name, Mark.OWED));
    entry.marks = marks;
    // Nobody needs to hear that it was over, now that it is so again.
    resolved.remove(alert.fingerprint());
    if (rule.kind().once()) {
      told.add(rule, finding);
    }
    version++;
  }

  /** Whether an entry goes; if it fires, everybody who was told of it is told that. */
  private boolean ends(Key key, Entry entry, Set<Key> seen, Map<String, Rule> rules, Moment now) {
    Rule rule = rules.get(key.rule());
    Alert alert = entry.alert;
    if (alert == null) {
      return !seen.contains(key);
    }
    boolean over;
    if (rule == null || !rule.enabled()) {
      over = true;
    } else if (seen.contains(key)) {
      long most = rule.times().resolve().toMillis();
      over = most > 0 && now.millis() - alert.firedMillis() >= most;
    } else {
      over = now.nanos() - entry.seenNanos >= rule.times().keep().toNanos();
    }
    if (over) {
      end(alert, entry.marks.keySet(), now);
    }
    return over;
  }

  private void end(Alert alert, Set<String> receivers, Moment now) {
    Map<String, Mark> marks = new TreeMap<>();
    receivers.forEach(name -> marks.put(name, Mark.OWED));
    Alert end = alert.resolved(now.millis());
    if (!marks.isEmpty()) {
      resolved.put(end.fingerprint(), new Standing(end, marks));
    }
    version++;
  }

  /** Receivers that were not there when it fired are told of it; those that are gone are not. */
  private void invite(Entry entry, Audience audience) {
    Alert alert = entry.alert;
    if (alert == null) {
      return;
    }
    Set<String> names = audience.of(alert);
    if (!entry.marks.keySet().equals(names)) {
      Map<String, Mark> marks = new TreeMap<>();
      names.forEach(
          name -> marks.put(name, Objects.requireNonNullElse(entry.marks.get(name), Mark.OWED)));
      entry.marks = marks;
      version++;
    }
  }

  private void bound() {
    for (Iterator<Standing> oldest = resolved.values().iterator();
        resolved.size() > limits.resolved(); ) {
      oldest.next();
      oldest.remove();
      dropped++;
      version++;
    }
    version += told.bound(limits.told()) ? 1 : 0;
  }

  /** All alerts that fire, then the resolved ones that somebody is yet to be told of. */
  public List<Standing> standing() {
    List<Standing> all = new ArrayList<>();
    for (Entry entry : live.values()) {
      if (entry.alert != null) {
        all.add(new Standing(entry.alert, entry.marks));
      }
    }
    all.addAll(resolved.values());
    return all;
  }

  /** How far a receiver has been told of alerts as they are in the list. */
  public void mark(String receiver, Collection<Alert> alerts, Mark mark) {
    for (Alert alert : alerts) {
      if (alert.firing()) {
        markFiring(receiver, alert, mark);
      } else {
        markResolved(receiver, alert, mark);
      }
    }
  }

  private void markFiring(String receiver, Alert alert, Mark mark) {
    Entry entry = live.get(new Key(alert.rule(), alert.subject()));
    if (entry != null
        && entry.alert != null
        && entry.episode.equals(alert.episode())
        && entry.alert.firedMillis() == alert.firedMillis()
        && entry.marks.containsKey(receiver)
        && entry.marks.get(receiver) != mark) {
      Map<String, Mark> marks = new TreeMap<>(entry.marks);
      marks.put(receiver, mark);
      entry.marks = marks;
      version++;
    }
  }

  private void markResolved(String receiver, Alert alert, Mark mark) {
    Standing one = resolved.get(alert.fingerprint());
    if (one == null || !one.alert().equals(alert) || one.of(receiver) == mark) {
      return;
    }
    Map<String, Mark> marks = new TreeMap<>(one.marks());
    marks.put(receiver, mark);
    if (marks.values().stream().allMatch(Mark.TOLD::equals)) {
      resolved.remove(alert.fingerprint());
    } else {
      resolved.put(alert.fingerprint(), new Standing(alert, marks));
    }
    version++;
  }

  /** Forgets what receivers that are gone are owed of resolved alerts. */
  public void only(Set<String> receivers) {
    for (Standing one : List.copyOf(resolved.values())) {
      for (String name : one.marks().keySet()) {
        if (!receivers.contains(name)) {
          markResolved(name, one.alert(), Mark.TOLD);
        }
      }
    }
  }

  /** Alerts that fire, by rule. */
  public Map<String, Integer> firingByRule() {
    Map<String, Integer> counts = new TreeMap<>();
    live.forEach((key, entry) -> {
      if (entry.alert != null) {
        counts.merge(key.rule(), 1, Integer::sum);
      }
    });
    return counts;
  }

  /** What must not be forgotten. */
  public Snapshot snapshot() {
    return told.snapshot(standing());
  }
}
