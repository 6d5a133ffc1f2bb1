package dev.basalt.sim.story;

import dev.basalt.core.config.NearestName;
import dev.basalt.core.resource.Durations;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map in a story's file, read with errors that name the place. Every field that may be there is
 * asked for, so that {@link #finish} knows those that may not.
 */
final class Section {
  private final String file;
  private final String path;
  private final Map<String, Object> values;
  private final Set<String> known = new TreeSet<>();

  private Section(String file, String path, Map<String, Object> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /** The whole of a file. */
  static Section root(String file, @Nullable Object value) throws StoryFormatException {
    return of(file, "", value);
  }

  private static Section of(String file, String path, @Nullable Object value)
      throws StoryFormatException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new StoryFormatException(
          path.isEmpty() ? file : file + ": " + path,
          "must be a map of fields to values, not " + shown(value));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, entry) -> {
      if (entry != null) {
        fields.put(String.valueOf(key), entry);
      }
    });
    return new Section(file, path, fields);
  }

  /** Where this is, for messages. */
  String place() {
    return path.isEmpty() ? file : file + ": " + path;
  }

  boolean has(String field) {
    known.add(field);
    return values.containsKey(field);
  }

  /** Whether a field holds a map rather than a plain value. */
  boolean hasMap(String field) {
    return has(field) && values.get(field) instanceof Map<?, ?>;
  }

  /** A text that must be there. */
  String text(String field) throws StoryFormatException {
    if (!has(field)) {
      throw bad(field, "is missing; give it a value");
    }
    Object value = values.get(field);
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      throw bad(field, "must be a plain value, not " + shown(value));
    }
    return String.valueOf(value).strip();
  }

  String text(String field, String absent) throws StoryFormatException {
    return has(field) ? text(field) : absent;
  }

  Duration duration(String field, Duration absent) throws StoryFormatException {
    if (!has(field)) {
      return absent;
    }
    try {
      return Duration.ofNanos(Durations.parseNanos(text(field)));
    } catch (IllegalArgumentException e) {
      throw bad(field, e.getMessage());
    }
  }

  /** A whole number of at least so much. */
  int whole(String field, int least) throws StoryFormatException {
    String text = text(field);
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw bad(field, "must be a whole number, not \"" + text + "\"");
    }
    throw bad(field, "must be at least " + least + ", not " + text);
  }

  int whole(String field, int least, int absent) throws StoryFormatException {
    return has(field) ? whole(field, least) : absent;
  }

  /** A probability; 0 if it is absent. */
  double part(String field) throws StoryFormatException {
    String text = text(field, "0");
    try {
      double part = Double.parseDouble(text);
      if (part >= 0 && part <= 1) {
        return part;
      }
    } catch (NumberFormatException e) {
      throw bad(field, "must be a number from 0 to 1, not \"" + text + "\"");
    }
    throw bad(field, "must be from 0 to 1, not " + text);
  }

  boolean flag(String field, boolean absent) throws StoryFormatException {
    return switch (text(field, String.valueOf(absent))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(field, "must be true or false, not \"" + text(field) + "\"");
    };
  }

  /** One of a few words; the first if it is absent. */
  String word(String field, List<String> words) throws StoryFormatException {
    String word = text(field, words.getFirst());
    if (!words.contains(word)) {
      throw bad(field, "unknown value \"" + word + "\"" + NearestName.hint(word, words));
    }
    return word;
  }

  /** A map of texts; empty if it is absent. */
  Map<String, String> texts(String field) throws StoryFormatException {
    Map<String, String> texts = new TreeMap<>();
    if (has(field)) {
      Section section = section(field);
      for (String key : section.values.keySet()) {
        texts.put(key, section.text(key));
      }
    }
    return texts;
  }

  /** Amounts by resource, as Kubernetes writes them; empty if the field is absent. */
  ResourceList amounts(String field) throws StoryFormatException {
    return amounts(field, texts(field));
  }

  /** Amounts of which each was a field of its own, or part of one. */
  ResourceList amounts(String field, Map<String, String> quantities) throws StoryFormatException {
    try {
      return ResourceList.parse(quantities);
    } catch (IllegalArgumentException e) {
      throw bad(field, e.getMessage() + "; write it as Kubernetes does, such as 500m or 2Gi");
    }
  }

  /** Texts in a list, or one text alone; empty if the field is absent. */
  List<String> list(String field) throws StoryFormatException {
    List<String> texts = new ArrayList<>();
    if (!has(field)) {
      return texts;
    }
    if (!(values.get(field) instanceof List<?> entries)) {
      return List.of(text(field));
    }
    for (Object entry : entries) {
      if (entry == null || entry instanceof Map<?, ?> || entry instanceof List<?>) {
        throw bad(field, "must hold plain values, not " + shown(entry));
      }
      texts.add(String.valueOf(entry));
    }
    return texts;
  }

  /** The map in a field that must be there. */
  Section section(String field) throws StoryFormatException {
    if (!has(field)) {
      throw bad(field, "is missing; give it a map");
    }
    return of(file, join(field), values.get(field));
  }

  /** The maps in a list; none if the field is absent. */
  List<Section> sections(String field) throws StoryFormatException {
    List<Section> sections = new ArrayList<>();
    if (!has(field)) {
      return sections;
    }
    if (!(values.get(field) instanceof List<?> entries)) {
      throw bad(field, "must be a list, each entry after a \"- \"");
    }
    for (int i = 0; i < entries.size(); i++) {
      sections.add(of(file, join(field) + "[" + i + "]", entries.get(i)));
    }
    return sections;
  }

  /** Refuses fields that nobody asked for. */
  void finish() throws StoryFormatException {
    for (String field : values.keySet()) {
      if (!known.contains(field)) {
        throw new StoryFormatException(
            place(), "unknown field \"" + field + "\"" + NearestName.hint(field, known));
      }
    }
  }

  /** An error about a field of this map. */
  StoryFormatException bad(String field, @Nullable String problem) {
    return new StoryFormatException(file + ": " + join(field), String.valueOf(problem));
  }

  private String join(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Map<?, ?> map -> "a map";
      case List<?> list -> "a list";
      default -> "\"" + value + "\"";
    };
  }
}
