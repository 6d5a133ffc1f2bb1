package dev.basalt.jobctl.request;

import dev.basalt.jobctl.request.JobRequest.Division;
import dev.basalt.jobctl.request.JobRequest.Failures;
import dev.basalt.jobctl.request.JobRequest.Needs;
import dev.basalt.jobctl.request.JobRequest.Program;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a request of the fields of a short file or of a command line, with all defaults set. */
public final class RequestReader {
  /** The fields, in the order in which they are read and complained about. */
  public static final List<String> FIELDS =
      List.of(
          "name",
          "namespace",
          "image",
          "command",
          "args",
          "env",
          "workdir",
          "cpu",
          "memory",
          "gpu",
          "resources",
          "queue",
          "priority",
          "zone",
          "scheduler",
          "shards",
          "days",
          "only",
          "gang",
          "minSuccess",
          "retries",
          "failFast",
          "policies",
          "plugins",
          "oom",
          "timeout",
          "estimate",
          "ttl",
          "mounts",
          "serviceAccount",
          "nodeSelector",
          "tolerations",
          "imagePullPolicy",
          "imagePullSecrets",
          "labels",
          "annotations",
          "key");

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final int LONGEST_NAME = 63;
  private static final int MOST_SHARDS = 100_000;
  private static final int MOST_RETRIES = 1_000;
  private static final long DAY_SECONDS = 86_400;
  private static final long KEPT_SECONDS = 7 * DAY_SECONDS;

  private final Fields fields;
  private final Syntax syntax;
  private final List<String> problems;
  private final Path folder;
  private final Map<String, Object> given;

  private RequestReader(Map<String, Object> given, Path folder, List<String> problems) {
    this.fields = new Fields("", given, problems);
    this.syntax = new Syntax(fields);
    this.problems = problems;
    this.folder = folder;
    this.given = given;
  }

  /**
   * Reads a request.
   *
   * @param given texts, numbers, booleans, lists and maps, as YAML gives them
   * @param folder where files that it names are looked for
   * @throws InvalidRequestException with all that is wrong
   */
  public static JobRequest read(Map<String, Object> given, Path folder)
      throws InvalidRequestException {
    List<String> problems = new ArrayList<>();
    JobRequest request = new RequestReader(given, folder, problems).request();
    if (!problems.isEmpty()) {
      throw new InvalidRequestException(problems);
    }
    return request;
  }

  private JobRequest request() {
    fields.allow(FIELDS);
    String name = name();
    String namespace = syntax.namespace("namespace");
    Program program = program();
    Needs needs = needs();
    Division division = division(program);
    Failures failures = failures(division);
    nameFits(name, division.replicas());
    return new JobRequest(
        name,
        namespace,
        fields.text("key"),
        program,
        needs,
        division,
        failures,
        plugins(),
        ttl(),
        syntax.labels("labels"),
        syntax.keys("annotations"),
        kept());
  }

  private Program program() {
    return new Program(
        image(),
        command(),
        fields.texts("args"),
        env(),
        fields.text("workdir"),
        mounts(),
        fields.word("imagePullPolicy", List.of("Always", "IfNotPresent", "Never")),
        syntax.names("imagePullSecrets"));
  }

  private Needs needs() {
    Object cores = fields.raw("cpu");
    String cpu = cores == null ? "1" : Quantities.cpu(fields, "cpu", cores);
    Object bytes = fields.raw("memory");
    String memory = bytes == null ? "1Gi" : Quantities.memory(fields, "memory", bytes);
    return new Needs(
        cpu == null ? "" : cpu,
        memory == null ? "" : memory,
        fields.number("gpu", 0, 1_000, 0),
        resources(),
        syntax.name("queue"),
        syntax.name("priority"),
        fields.text("zone"),
        fields.text("scheduler", "basalt"),
        syntax.labels("nodeSelector"),
        maps("tolerations"),
        syntax.name("serviceAccount"),
        fields.seconds("estimate"));
  }

  private Division division(Program program) {
    List<List<LocalDate>> days = days();
    int shards = shards(days);
    boolean sharded = fields.has("shards") || fields.has("days");
    List<Integer> only = new ShardChoice(fields).read("only", sharded, shards);
    planNeedsCommand(program.command(), days, only);
    return new Division(shards, sharded, days, only, fields.flag("gang"));
  }

  private Failures failures(Division division) {
    int replicas = division.replicas();
    int retries = fields.number("retries", 0, MOST_RETRIES, 0);
    boolean failFast = failFast(retries);
    return new Failures(
        fields.number("minSuccess", 1, replicas, replicas),
        retries,
        failFast,
        new PolicyRules(fields).read(retries, failFast),
        oom(),
        timeout());
  }

  private @Nullable String name() {
    String name = fields.text("name");
    if (name != null && !(LABEL.matcher(name).matches() && name.length() <= LONGEST_NAME)) {
      fields.bad(
          "name",
          "\""
              + name
              + "\" is no name; use lowercase letters, digits and dashes, at most 63 characters");
      return null;
    }
    return name;
  }

  /** Each pod is named after the job, its task and its index, and its host after the pod. */
  private void nameFits(@Nullable String name, int replicas) {
    int room = LONGEST_NAME - "-main-".length() - Integer.toString(replicas - 1).length();
    if (name != null && name.length() > room) {
      fields.bad(
          "name",
          "\"%s\" has %d characters; with %d shards it may have %d, as each pod is named after it"
              .formatted(name, name.length(), replicas, room));
    }
  }

  private String image() {
    if (!fields.has("image")) {
      fields.bad("image", "is missing; name the container image to run");
    }
    return fields.text("image", "");
  }

  /** A list is run as it is, a text by the shell. */
  private List<String> command() {
    if (fields.raw("command") instanceof String line) {
      if (line.isBlank()) {
        fields.bad("command", "is empty; remove it to run the image's own");
      }
      return List.of("/bin/sh", "-c", line);
    }
    if (fields.raw("command") instanceof List<?> list && list.isEmpty()) {
      fields.bad("command", "is empty; remove it to run the image's own");
    }
    return fields.texts("command");
  }

  private Map<String, String> env() {
    Map<String, String> env = fields.textMap("env");
    for (String variable : env.keySet()) {
      syntax.variable("env", variable);
      if (variable.startsWith("JOBCTL_")) {
        fields.bad("env." + variable, "names that begin with JOBCTL_ are set by jobctl; rename it");
      }
    }
    return env;
  }

  private Map<String, String> resources() {
    Map<String, String> resources = new LinkedHashMap<>();
    fields
        .map("resources")
        .forEach((resource, amount) -> {
          String name = String.valueOf(resource);
          if (List.of("cpu", "memory", "nvidia.com/gpu").contains(name)) {
            fields.bad(
                "resources." + name,
                "has a field of its own; use " + name.replace("nvidia.com/", ""));
            return;
          }
          String text = Quantities.other(fields, "resources." + name, amount);
          if (text != null) {
            resources.put(name, text);
          }
        });
    return resources;
  }

  private List<List<LocalDate>> days() {
    Object days = fields.raw("days");
    return days == null ? List.of() : TradingDays.read(days, folder, problems);
  }

  private int shards(List<List<LocalDate>> days) {
    int shards = fields.number("shards", 1, MOST_SHARDS, 1);
    if (fields.has("shards") && fields.has("days")) {
      fields.bad("shards", "the days make the shards; remove one of shards and days");
    }
    return days.isEmpty() ? shards : days.size();
  }

  /** Which shard a pod is stands in a list; a line of shell looks it up, and runs the command. */
  private void planNeedsCommand(
      List<String> command, List<List<LocalDate>> days, List<Integer> only) {
    if (command.isEmpty() && !fields.has("command") && (!days.isEmpty() || !only.isEmpty())) {
      fields.bad(
          "command",
          "is missing; with days or only, the command must be given, as it is run by a line of shell");
    }
  }

  private long timeout() {
    long seconds = fields.seconds("timeout");
    if (seconds == 0) {
      fields.bad("timeout", "0 s leave no time to run; write one such as 2h, or remove it");
    }
    return seconds;
  }

  private boolean failFast(int retries) {
    boolean failFast = fields.flag("failFast");
    if (failFast && retries > 0) {
      fields.bad("failFast", "nothing is begun anew after it; remove one of failFast and retries");
    }
    return failFast;
  }

  private @Nullable List<String> oom() {
    Object oom = fields.raw("oom");
    if (oom == null || Boolean.FALSE.equals(oom)) {
      return null;
    }
    if (Boolean.TRUE.equals(oom)) {
      return List.of();
    }
    if (!(oom instanceof Map<?, ?> map)) {
      fields.bad(
          "oom", "must be true or a map of ratio, max and retries; it is " + Fields.shown(oom));
      return null;
    }
    Fields settings = new Fields("oom.", map, problems);
    settings.allow(List.of("ratio", "max", "retries"));
    List<String> flags = new ArrayList<>();
    Object ratio = settings.raw("ratio");
    String text =
        ratio instanceof Number number && number.doubleValue() > 1 ? Fields.scalar(number) : null;
    if (text != null) {
      flags.add("--ratio=" + text);
    } else if (ratio != null) {
      settings.bad("ratio", "must be a number above 1; it is " + Fields.shown(ratio));
    }
    Object max = settings.raw("max");
    String most = max == null ? null : Quantities.memory(settings, "max", max);
    if (most != null) {
      flags.add("--max-memory=" + most);
    }
    if (settings.has("retries")) {
      flags.add("--max-retries=" + settings.number("retries", 1, MOST_RETRIES, 1));
    }
    return flags;
  }

  private Map<String, List<String>> plugins() {
    Map<String, List<String>> plugins = new LinkedHashMap<>();
    Map<?, ?> map = fields.map("plugins");
    Fields flags = new Fields("plugins.", map, problems);
    for (Object key : map.keySet()) {
      String name = String.valueOf(key);
      if (name.equals("oom") && fields.has("oom")) {
        flags.bad(name, "is there twice; remove one of oom and plugins.oom");
      }
      plugins.put(name, flags.texts(name));
    }
    return plugins;
  }

  private long ttl() {
    if (!fields.has("ttl")) {
      return KEPT_SECONDS;
    }
    return "never".equals(fields.raw("ttl")) ? -1 : fields.seconds("ttl");
  }

  private Map<String, String> mounts() {
    Map<String, String> mounts = fields.textMap("mounts");
    mounts.forEach((path, source) -> {
      int colon = source.indexOf(':');
      String kind = colon < 0 ? "" : source.substring(0, colon);
      boolean known = List.of("pvc", "secret", "config").contains(kind);
      if (!known || colon == source.length() - 1) {
        fields.bad(
            "mounts." + path,
            "\"" + source + "\" is none; write pvc:NAME, secret:NAME or config:NAME");
      } else {
        syntax.name("mounts." + path, source.substring(colon + 1));
      }
      if (!path.startsWith("/") || path.contains(":")) {
        fields.bad("mounts." + path, "the path must begin with a slash and have no colon");
      }
    });
    return mounts;
  }

  private List<Map<?, ?>> maps(String field) {
    List<Map<?, ?>> maps = new ArrayList<>();
    for (Object entry : fields.list(field)) {
      if (entry instanceof Map<?, ?> map) {
        maps.add(map);
      } else {
        fields.bad(field, "must be a list of maps; it holds " + Fields.shown(entry));
      }
    }
    return maps;
  }

  /** What a retry is made of: complete in itself, and for whatever name and namespace. */
  private Map<String, Object> kept() {
    Map<String, Object> kept = new LinkedHashMap<>(given);
    kept.remove("name");
    kept.remove("namespace");
    if (problems.isEmpty()
        && given.get("days") instanceof Map<?, ?> days
        && days.get("holidays") instanceof String file) {
      Map<Object, Object> complete = new LinkedHashMap<>(days);
      complete.put("holidays", TradingDays.holidaysIn(folder, file));
      kept.put("days", complete);
    }
    return kept;
  }
}
