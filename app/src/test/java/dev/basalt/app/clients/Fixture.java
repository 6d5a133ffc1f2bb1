package dev.basalt.app.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One client's contract as a file.
 *
 * @param name the file's, without its ending
 * @param client who does this, with the option that makes it
 * @param definitions kinds of the client's own, which the cluster has to know
 * @param steps in order
 */
record Fixture(String name, String client, List<Definition> definitions, List<Step> steps) {

  /** A kind of the client's own. */
  record Definition(String group, String version, String kind, String plural) {}

  /** What the client does, or may rely on. */
  sealed interface Step {
    /** Makes objects, in order. */
    record Create(List<Map<?, ?>> objects) implements Step {}

    /** Makes an object or changes it, as the owner of what it says (server-side apply). */
    record Apply(Map<?, ?> object) implements Step {}

    /** Reads an object, replaces these parts of its metadata and spec, and writes it. */
    record Put(Map<?, ?> object) implements Step {}

    /** Deletes an object. */
    record Delete(Map<?, ?> object) implements Step {}

    /** Soon there are objects like this; null: at least one. */
    record Expect(Map<?, ?> pattern, @Nullable Integer count) implements Step {}
  }

  /** All fixtures of a folder, by name. */
  static List<Fixture> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(Fixture::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  private static Fixture read(Path file) {
    try {
      Map<?, ?> root =
          (Map<?, ?>)
              new Load(LoadSettings.builder().setMaxAliasesForCollections(200).build())
                  .loadFromString(Files.readString(file));
      String name = file.getFileName().toString().replace(".yaml", "");
      List<Step> steps = new ArrayList<>();
      maps(root.get("steps")).forEach(step -> steps.addAll(steps(name, step)));
      return new Fixture(
          name,
          String.valueOf(root.get("client")),
          maps(root.get("definitions")).stream().map(Fixture::definition).toList(),
          steps);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static Definition definition(Map<?, ?> map) {
    return new Definition(
        String.valueOf(map.get("group")),
        String.valueOf(map.get("version")),
        String.valueOf(map.get("kind")),
        String.valueOf(map.get("plural")));
  }

  private static List<Step> steps(String fixture, Map<?, ?> step) {
    Map.Entry<?, ?> only = step.entrySet().iterator().next();
    Object value = only.getValue();
    return switch (String.valueOf(only.getKey())) {
      case "create" -> List.of(new Step.Create(maps(value)));
      case "apply" -> List.of(new Step.Apply((Map<?, ?>) value));
      case "put" -> List.of(new Step.Put((Map<?, ?>) value));
      case "delete" -> List.of(new Step.Delete((Map<?, ?>) value));
      case "expect" ->
          maps(value).stream()
              .<Step>map(each ->
                  each.containsKey("count")
                      ? new Step.Expect(
                          (Map<?, ?>) Objects.requireNonNull(each.get("like")),
                          (Integer) each.get("count"))
                      : new Step.Expect(each, null))
              .toList();
      default ->
          throw new IllegalArgumentException(
              fixture + ": a step is create, apply, put, delete or expect, not " + only.getKey());
    };
  }

  private static List<Map<?, ?>> maps(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    return ((List<?>) value).stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }
}
