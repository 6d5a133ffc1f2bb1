package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.core.config.NearestName;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Names;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.JobView;
import java.util.ArrayList;
import java.util.List;

/** Finds objects that somebody named. */
final class Jobs {
  private static final int NOT_FOUND = 3;
  private static final int FEW = 8;

  private Jobs() {}

  /**
   * The job of a name.
   *
   * @throws Failure if there is none; it names the nearest one
   */
  static JobView find(Api api, String namespace, String name) {
    return new JobView(find(api, "job", Paths.jobs(namespace), namespace, name));
  }

  /**
   * An object of some kind.
   *
   * @param kind what people call it
   * @param collection the path of its list
   * @param namespace empty for kinds that have none
   * @throws Failure if there is none, or nothing can be called so
   */
  static JsonNode find(Api api, String kind, String collection, String namespace, String name) {
    JsonNode found = api.find(collection, Names.checked(kind, name));
    if (found != null) {
      return found;
    }
    String where = namespace.isEmpty() ? "" : " in namespace " + namespace;
    String hint = "";
    try {
      List<String> names = new ArrayList<>();
      api.each(collection, one -> names.add(one.path("metadata").path("name").asText()));
      hint = hint(name, names);
    } catch (ApiException e) {
      // The caller may read one, but not list them: no hint then.
    }
    throw new Failure(NOT_FOUND, "no %s \"%s\"%s%s".formatted(kind, name, where, hint));
  }

  private static String hint(String name, List<String> names) {
    String hint = NearestName.hint(name, names);
    return names.size() <= FEW ? hint : hint.substring(0, hint.indexOf(" Valid: "));
  }
}
