package dev.basalt.jobctl.manifest;

import dev.basalt.core.config.NearestName;
import dev.basalt.jobctl.request.InvalidRequestException;
import dev.basalt.jobctl.request.RequestReader;
import dev.basalt.jobctl.request.Syntax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow of a short file: {@code name}, {@code keep}, and {@code jobs}, requests by name that may
 * say {@code after} which others they begin. Each becomes a template named {@code FLOW-JOB}.
 *
 * @param templates objects of kind JobTemplate
 * @param flow the object of kind JobFlow
 */
public record FlowManifest(List<Map<String, Object>> templates, Map<String, Object> flow) {
  private static final String API = "flow.volcano.sh/v1alpha1";
  private static final List<String> FIELDS = List.of("name", "keep", "jobs");

  /**
   * Makes the objects.
   *
   * @throws InvalidRequestException with all that is wrong
   */
  public static FlowManifest of(Map<String, Object> fields, Path folder)
      throws InvalidRequestException {
    List<String> problems = new ArrayList<>();
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        problems.add(field + ": no such field" + NearestName.hint(field, FIELDS));
      }
    }
    String name = fields.get("name") instanceof String text ? text : "";
    if (name.isEmpty()) {
      problems.add("name: is missing; name the flow");
    } else if (!Syntax.isName(name)) {
      problems.add(
          "name: \"%s\" is no name of a flow; use lowercase letters, digits and dashes"
              .formatted(name));
    }
    Map<?, ?> jobs = fields.get("jobs") instanceof Map<?, ?> map ? map : Map.of();
    if (jobs.isEmpty()) {
      problems.add("jobs: must be a map of requests by name, at least one");
    }
    List<String> names = jobs.keySet().stream().map(String::valueOf).toList();
    List<Map<String, Object>> templates = new ArrayList<>();
    List<Object> flows = new ArrayList<>();
    jobs.forEach((job, request) -> {
      String template = name + "-" + job;
      Map<String, Object> given = new LinkedHashMap<>();
      if (request instanceof Map<?, ?> map) {
        map.forEach((key, value) -> given.put(String.valueOf(key), value));
      }
      flows.add(node(job, template, name, names, given.remove("after"), problems));
      // The job is named after the flow and the template.
      given.put("name", name + "-" + template);
      try {
        Map<String, Object> manifest = Manifest.of(RequestReader.read(given, folder));
        templates.add(template(template, manifest.get("spec")));
      } catch (InvalidRequestException e) {
        e.problems().forEach(problem -> problems.add("jobs." + job + "." + problem));
      }
    });
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("flows", flows);
    spec.put("jobRetainPolicy", Boolean.FALSE.equals(fields.get("keep")) ? "delete" : "retain");
    return new FlowManifest(templates, object("JobFlow", name, spec));
  }

  private static Map<String, Object> node(
      Object job,
      String template,
      String flow,
      List<String> names,
      @Nullable Object after,
      List<String> problems) {
    List<String> targets = new ArrayList<>();
    for (Object target :
        after instanceof List<?> list ? list : after == null ? List.of() : List.of(after)) {
      if (names.contains(String.valueOf(target))) {
        targets.add(flow + "-" + target);
      } else {
        problems.add(
            "jobs."
                + job
                + ".after: there is no job \""
                + target
                + "\""
                + NearestName.hint(String.valueOf(target), names));
      }
    }
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("name", template);
    if (!targets.isEmpty()) {
      node.put("dependsOn", Map.of("targets", targets));
    }
    return node;
  }

  private static Map<String, Object> template(String name, @Nullable Object spec) {
    return object("JobTemplate", name, spec == null ? Map.of() : spec);
  }

  private static Map<String, Object> object(String kind, String name, Object spec) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("labels", Map.of(JobNames.MANAGED_BY, JobNames.JOBCTL));
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", API);
    object.put("kind", kind);
    object.put("metadata", metadata);
    object.put("spec", spec);
    return object;
  }
}
