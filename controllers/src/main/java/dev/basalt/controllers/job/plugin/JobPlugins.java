package dev.basalt.controllers.job.plugin;

import dev.basalt.controllers.job.oom.OomPolicy;
import dev.basalt.core.config.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The plugins that a job may name. */
public final class JobPlugins {
  private static final Map<String, Known> KNOWN = known();

  private record Known(Function<Flags, JobPlugin> maker, List<Flag> flags) {}

  private JobPlugins() {}

  private static Map<String, Known> known() {
    Map<String, Known> known = new LinkedHashMap<>();
    known.put("env", new Known(flags -> new EnvPlugin(), List.of()));
    known.put("svc", new Known(SvcPlugin::new, SvcPlugin.FLAGS));
    known.put("ssh", new Known(SshPlugin::new, SshPlugin.FLAGS));
    known.put("tensorflow", new Known(TensorflowPlugin::new, TensorflowPlugin.FLAGS));
    known.put("pytorch", new Known(PytorchPlugin::new, PytorchPlugin.FLAGS));
    known.put("mpi", new Known(MpiPlugin::new, MpiPlugin.FLAGS));
    known.put("ray", new Known(RayPlugin::new, RayPlugin.FLAGS));
    // After pytorch: a rank that a container has been told counts.
    known.put("hcclrank", new Known(HcclrankPlugin::new, HcclrankPlugin.FLAGS));
    // Last: a container that another plugin has added may grow too.
    known.put("oom", new Known(OomPlugin::new, OomPlugin.FLAGS));
    return known;
  }

  /**
   * The plugins of a job, by name, in the order in which they are called.
   *
   * @param named flags by plugin
   * @throws IllegalArgumentException if one does not exist, or if its flags are wrong; the message
   *     names it and the remedy
   */
  public static Map<String, JobPlugin> of(Map<String, List<String>> named) {
    for (String name : new TreeSet<>(named.keySet())) {
      if (!KNOWN.containsKey(name)) {
        throw new IllegalArgumentException(
            "unable to find job plugin: " + name + NearestName.hint(name, KNOWN.keySet()));
      }
    }
    Map<String, JobPlugin> plugins = new LinkedHashMap<>();
    KNOWN.forEach((name, known) -> {
      if (named.containsKey(name)) {
        List<String> flags = named.get(name);
        try {
          plugins.put(name, known.maker().apply(new Flags(flags == null ? List.of() : flags)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("plugin " + name + ": " + e.getMessage(), e);
        }
      }
    });
    return plugins;
  }

  /** The flags of every plugin, by its name. */
  public static Map<String, List<Flag>> flags() {
    Map<String, List<Flag>> flags = new LinkedHashMap<>();
    KNOWN.forEach((name, known) -> flags.put(name, known.flags()));
    return flags;
  }

  /**
   * What keeps a plugin from doing its work for a job, with the remedy; null if nothing does.
   *
   * @param plugins as {@link #of} makes them
   */
  public static @Nullable String problem(Map<String, JobPlugin> plugins, JobContext job) {
    for (Map.Entry<String, JobPlugin> plugin : plugins.entrySet()) {
      String problem = plugin.getValue().problem(job);
      if (problem != null) {
        return "plugin " + plugin.getKey() + ": " + problem;
      }
    }
    return null;
  }

  /**
   * How a job's pods grow that were killed for want of memory; null if they do not.
   *
   * @param named flags by plugin
   * @throws IllegalArgumentException if its flags are wrong
   */
  public static @Nullable OomPolicy oom(Map<String, List<String>> named) {
    List<String> flags = named.get("oom");
    return flags == null ? null : new OomPlugin(new Flags(flags)).policy();
  }
}
