package dev.basalt.watchdog.alert;

import dev.basalt.watchdog.rule.Finding;
import dev.basalt.watchdog.rule.Rule;
import dev.basalt.watchdog.view.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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

    Entry(String episode, long nanos) {
      this.episode = episode;
      this.sinceNanos = nanos;
      this.seenNanos = nanos;
    }
  }

  private final Limits limits;
  private final Map<Key, Entry> live = new LinkedHashMap<>();
  private final Map<String, Standing> resolved = new LinkedHashMap<>();
  private final Map<String, Long> told = new HashMap<>();

  /** Since when a rule has been looked at, by its identity. */
  private final Map<String, Long> rulesSince = new HashMap<>();

  private long sinceMillis;
  private int leftOut;
  private long dropped;
  private long version;

  /** What was told before. Whoever was being told when it was written counts as told. */
  public AlertBook(Snapshot before, Limits limits, Moment now) {
    this.limits = limits;
    this.sinceMillis = before.sinceMillis();
    told.putAll(before.told());
    rulesSince.putAll(before.rules());
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
    return sinceMillis;
  }

  /** Grows whenever there is something that must not be forgotten. */
  public long version() {
    return version;
  }

  /** What was found and has not fired, as too many alerts do. */
  public int leftOut() {
    return leftOut;
  }

  /** Resolved alerts that were dropped before everybody had been told, so far. */
  public long dropped() {
    return dropped;
  }

  /** Takes in what all rules found at one time. */
  public void update(Collection<Found> all, Audience audience, Moment now) {
    leftOut = 0;
    begin(all, now);
    Set<Key> seen = new HashSet<>();
    Map<String, Rule> rules = new HashMap<>();
    for (Found found : all) {
      rules.put(found.rule().name(), found.rule());
      if (found.findings() == null) {
        hold(found.rule(), seen, now);
      } else {
        for (Finding finding : found.findings()) {
          take(found.rule(), finding, seen, audience, now);
        }
      }
    }
    live.entrySet()
        .removeIf(one -> ends(one.getKey(), one.getValue(), seen, rules, now));
    live.values().forEach(entry -> invite(entry, audience));
    bound();
  }

  /** A rule that is new does not tell what happened before; those of the beginning do. */
  private void begin(Collection<Found> all, Moment now) {
    Map<String, Long> since = new HashMap<>();
    long fresh = rulesSince.isEmpty() ? sinceMillis : now.millis();
    for (Found found : all) {
      if (found.rule().enabled() && found.rule().kind().once()) {
        String identity = identity(found.rule());
        since.put(identity, rulesSince.getOrDefault(identity, fresh));
      }
    }
    if (!since.equals(rulesSince)) {
      rulesSince.clear();
      rulesSince.putAll(since);
      version++;
    }
  }

  /** Changes with whom a rule is for. */
  private static String identity(Rule rule) {
    return Fingerprints.of(
        rule.name(),
        rule.kind().text(),
        rule.namespaces().patterns().toString(),
        rule.queues().patterns().toString());
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
        seen.add(key);
      }
      return;
    }
    boolean firing = entry != null && entry.alert != null;
    boolean same = entry != null && entry.episode.equals(finding.episode());
    if (rule.kind().once() && !(same && firing) && isTold(rule, key, finding)) {
      return;
    }
    boolean again = firing && !same;
    if (entry == null || !same) {
      entry = new Entry(finding.episode(), now.nanos());
    }
    entry.seenNanos = now.nanos();
    if (entry.alert != null) {
      entry.alert = entry.alert.with(Describing.texts(rule, finding, entry.alert.labels()));
    } else if (again || now.nanos() - entry.sinceNanos >= pendingNanos(rule)) {
      if (!again && firing() >= limits.firing()) {
        leftOut++;
      } else {
        fire(rule, finding, entry, audience, now);
      }
    }
    live.put(key, entry);
    seen.add(key);
  }

  private static long pendingNanos(Rule rule) {
    return rule.kind().measuresItself() ? 0 : rule.times().before().toNanos();
  }

  private boolean isTold(Rule rule, Key key, Finding finding) {
    long since = Math.max(sinceMillis, rulesSince.getOrDefault(identity(rule), sinceMillis));
    return finding.sinceMillis() < since || told.containsKey(hash(key, finding.episode()));
  }

  private static String hash(Key key, String episode) {
    return Fingerprints.of(key.rule(), key.subject(), episode);
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
      told.put(
          hash(new Key(rule.name(), finding.subject()), finding.episode()),
          finding.sinceMillis());
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
      Map<String, Mark> marks = new TreeMap<>();
      entry.marks.keySet().forEach(name -> marks.put(name, Mark.OWED));
      Alert end = alert.resolved(now.millis());
      if (!marks.isEmpty()) {
        resolved.put(end.fingerprint(), new Standing(end, marks));
      }
      version++;
    }
    return over;
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
      names.forEach(name ->
          marks.put(name, Objects.requireNonNullElse(entry.marks.get(name), Mark.OWED)));
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
    if (told.size() > limits.told()) {
      List<Long> times = new ArrayList<>(told.values());
      times.sort(Comparator.naturalOrder());
      sinceMillis = Math.max(sinceMillis, times.get(told.size() - limits.told() - 1) + 1);
      told.values().removeIf(time -> time < sinceMillis);
      version++;
    }
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

  private int firing() {
    int count = 0;
    for (Entry entry : live.values()) {
      count += entry.alert != null ? 1 : 0;
    }
    return count;
  }

  /** What must not be forgotten. */
  public Snapshot snapshot() {
    return new Snapshot(sinceMillis, standing(), rulesSince, told);
  }
}
