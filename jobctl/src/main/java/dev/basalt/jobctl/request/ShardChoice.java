package dev.basalt.jobctl.request;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Some of a job's shards: {@code 3,7-9}, or a list of numbers. */
public final class ShardChoice {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

  private final Fields fields;

  ShardChoice(Fields fields) {
    this.fields = fields;
  }

  /** The shards, ascending; empty if the field is absent or wrong, which is told. */
  List<Integer> read(String field, boolean sharded, int shards) {
    Object value = fields.raw(field);
    if (value == null) {
      return List.of();
    }
    if (!sharded) {
      fields.bad(field, "the job has no shards; give shards or days too");
      return List.of();
    }
    String text = value instanceof List<?> list ? joined(list) : value.toString();
    SortedSet<Integer> chosen = parse(text);
    if (chosen == null || chosen.isEmpty()) {
      fields.bad(field, Fields.shown(value) + " chooses no shards; write such as 3,7-9");
      return List.of();
    }
    if (chosen.last() >= shards) {
      fields.bad(
          field, "there is no shard %d; the last one is %d".formatted(chosen.last(), shards - 1));
      return List.of();
    }
    return List.copyOf(chosen);
  }

  /** The numbers of a text such as {@code 3,7-9}; null if it is none. */
  public static @Nullable SortedSet<Integer> parse(String text) {
    TreeSet<Integer> chosen = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        return null;
      }
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      if (to < from) {
        return null;
      }
      for (int shard = from; shard <= to; shard++) {
        chosen.add(shard);
      }
    }
    return chosen;
  }

  private static String joined(List<?> list) {
    return String.join(",", list.stream().map(String::valueOf).toList());
  }
}
