package dev.basalt.jobctl.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.Documents;
import dev.basalt.jobctl.view.JobView;
import dev.basalt.jobctl.view.Output;
import dev.basalt.jobctl.view.Screen;
import dev.basalt.jobctl.view.Table;
import dev.basalt.jobctl.view.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists jobs, the newest last. */
@Command(
    name = "list",
    aliases = {"ls"},
    description = "List jobs, the newest last.")
public final class ListCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Of all namespaces.")
  private boolean all;

  @Option(
      names = {"-l", "--selector"},
      description = "Only those with these labels: team=alpha.")
  private @Nullable String selector;

  @Option(
      names = {"-q", "--queue"},
      description = "Only those of this queue.")
  private @Nullable String queue;

  @Option(names = "--phase", description = "Only those in this phase: Running.")
  private @Nullable String phase;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|wide|json|yaml",
      description = "How to print them.")
  private Output output = Output.TABLE;

  @Override
  public Integer call() {
    Screen screen = connection.screen();
    String namespace = all ? null : connection.namespace();
    List<JobView> jobs = new ArrayList<>();
    try (Api api = connection.open()) {
      String query = selector == null ? "" : "?labelSelector=" + Paths.encode(selector);
      api.each(Paths.jobs(namespace) + query, job -> add(jobs, job));
    }
    jobs.sort(
        Comparator.comparing((JobView job) -> job.created() == null ? Instant.EPOCH : job.created())
            .thenComparing(JobView::name));
    if (output.document()) {
      screen.out().print(Documents.list(output, jobs.stream().map(JobView::json).toList()));
      return 0;
    }
    if (jobs.isEmpty()) {
      screen.err().println("no jobs" + (namespace == null ? "" : " in namespace " + namespace));
      return 0;
    }
    table(jobs).print(screen);
    return 0;
  }

  private void add(List<JobView> jobs, JsonNode json) {
    JobView job = new JobView(json);
    if ((queue == null || queue.equals(job.queue()))
        && (phase == null || phase.equalsIgnoreCase(job.phase()))) {
      jobs.add(job);
    }
  }

  private Table table(List<JobView> jobs) {
    boolean wide = output == Output.WIDE;
    List<String> heading = new ArrayList<>();
    if (all) {
      heading.add("NAMESPACE");
    }
    heading.addAll(List.of("NAME", "STATUS", "DONE", "FAILED", "RUNNING", "QUEUE", "AGE"));
    if (wide) {
      heading.addAll(List.of("PENDING", "RETRIES", "PRIORITY", "ZONE", "USER", "TOOK", "WHY"));
    }
    Table table = new Table(heading);
    Instant now = Instant.now();
    for (JobView job : jobs) {
      List<String> row = new ArrayList<>();
      if (all) {
        row.add(job.namespace());
      }
      row.addAll(
          List.of(
              job.name(),
              job.phase(),
              job.count("succeeded") + "/" + job.replicas(),
              Integer.toString(job.count("failed")),
              Integer.toString(job.count("running")),
              job.queue(),
              Times.age(job.created(), now)));
      if (wide) {
        row.addAll(
            List.of(
                Integer.toString(job.count("pending")),
                Integer.toString(job.retries()),
                job.priority(),
                job.zone(),
                job.user(),
                job.duration(),
                job.reason()));
      }
      table.row(row);
    }
    return table;
  }
}
