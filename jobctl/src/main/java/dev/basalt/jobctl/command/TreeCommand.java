package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.follow.Progress;
import dev.basalt.jobctl.manifest.JobNames;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.PodView;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a job, its tasks, their pods, and the jobs that ran its failed shards anew. */
@Command(
    name = "tree",
    aliases = {"ps"},
    description = "Show a job, its tasks and pods, and its retries below it.")
public final class TreeCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(
      names = "--most",
      paramLabel = "PODS",
      description = "How many pods of a task are shown. Those that wait or failed come first.")
  private int most = 50;

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, connection.namespace(), name);
      show(screen, api, job, "");
      List<JsonNode> retries =
          api.list(
              Paths.jobs(job.namespace())
                  + "?labelSelector="
                  + Paths.encode(JobNames.PARENT + "=" + job.name()));
      for (JsonNode retry : retries) {
        show(screen, api, new JobView(retry), "  retry ");
      }
    }
    return 0;
  }

  private void show(Screen screen, Api api, JobView job, String before) {
    screen
        .out()
        .println(
            before
                + screen.bold(job.name())
                + "  "
                + screen.phase(job.phase(), job.phase())
                + "  "
                + Progress.counts(job));
    Map<String, List<PodView>> byTask = new LinkedHashMap<>();
    job.tasks().forEach(task -> byTask.put(task.path("name").asText(), new ArrayList<>()));
    api.each(
        Paths.podsOf(job.namespace(), job.name()),
        pod -> {
          PodView view = new PodView(pod);
          byTask.computeIfAbsent(view.task(), first -> new ArrayList<>()).add(view);
        });
    String indent = before.isEmpty() ? "" : "  ";
    List<String> tasks = List.copyOf(byTask.keySet());
    for (String task : tasks) {
      boolean last = task.equals(tasks.getLast());
      List<PodView> pods = byTask.getOrDefault(task, List.of());
      screen.out().println(indent + (last ? "`-- " : "|-- ") + task + "  " + pods.size() + " pods");
      pods(screen, job, pods, indent + (last ? "    " : "|   "));
    }
  }

  private void pods(Screen screen, JobView job, List<PodView> pods, String indent) {
    Instant now = Instant.now();
    List<PodView> shown =
        pods.stream()
            .sorted(
                java.util.Comparator.comparing((PodView pod) -> pod.phase().equals("Succeeded"))
                    .thenComparing(pod -> pod.phase().equals("Running"))
                    .thenComparingInt(PodView::index))
            .limit(most)
            .sorted(PodView.IN_ORDER)
            .toList();
    for (PodView pod : shown) {
      boolean end = pod == shown.getLast() && shown.size() == pods.size();
      List<String> parts = new ArrayList<>();
      parts.add(indent + (end ? "`-- " : "|-- ") + pod.name());
      if (job.shard(pod.index()) != pod.index() || job.planned(pod.index()).contains("=")) {
        parts.add("shard " + job.planned(pod.index()).replace('=', ' '));
      }
      parts.add(screen.phase(pod.phase(), pod.phase()));
      add(parts, pod.reason());
      add(parts, pod.node());
      add(parts, Times.age(pod.created(), now));
      add(parts, pod.restarts() == 0 ? "" : pod.restarts() + " restarts");
      screen.out().println(String.join("  ", parts));
    }
    if (shown.size() < pods.size()) {
      screen.out().println(indent + "`-- and " + (pods.size() - shown.size()) + " more (--most N)");
    }
  }

  private static void add(List<String> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(text);
    }
  }
}
