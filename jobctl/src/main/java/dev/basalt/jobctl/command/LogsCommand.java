package dev.basalt.jobctl.command;

import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.follow.JobFollower;
import dev.basalt.jobctl.follow.LiveScreen;
import dev.basalt.jobctl.follow.LogOptions;
import dev.basalt.jobctl.follow.LogPump;
import dev.basalt.jobctl.follow.LogStream;
import dev.basalt.jobctl.follow.PodState;
import dev.basalt.jobctl.follow.PodStates;
import dev.basalt.jobctl.request.Lengths;
import dev.basalt.jobctl.request.ShardChoice;
import dev.basalt.jobctl.view.JobView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints logs of a job. */
@Command(
    name = "logs",
    description = "Print the logs of a job: of all shards, of some, or of those that failed.")
public final class LogsCommand implements Callable<Integer> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  @Mixin private Connection connection = new Connection();

  @Option(
      names = {"-s", "--shard"},
      paramLabel = "3,7-9",
      description = "Only these shards.")
  private @Nullable String shards;

  @Option(names = "--failed", description = "Only shards that failed.")
  private boolean failed;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the job has ended.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines of each.")
  private int tail = -1;

  @Option(names = "--since", description = "Only what is younger: 5m.")
  private @Nullable String since;

  @Option(names = "--timestamps", description = "The time before each line.")
  private boolean timestamps;

  @Option(names = "--previous", description = "Of the container before it was restarted.")
  private boolean previous;

  @Option(
      names = "--raw",
      description = "Also the lines in which results of Python functions are brought out.")
  private boolean raw;

  @Option(names = "--container", description = "Of this container.")
  private @Nullable String container;

  @Option(
      names = "--prefix",
      negatable = true,
      description = "Whether lines begin with their shard; without it, where there are several.")
  private @Nullable Boolean prefix;

  @Parameters(paramLabel = "JOB", description = "The job.")
  private String name = "";

  @Override
  public Integer call() throws InterruptedException {
    LiveScreen screen = new LiveScreen(connection.screen());
    try (Api api = connection.open()) {
      JobView job = Jobs.find(api, connection.namespace(), name);
      Set<Integer> chosen = chosen(job);
      return follow && !job.finished()
          ? followed(api, job, screen, chosen)
          : printed(api, job, screen, chosen);
    }
  }

  private @Nullable Set<Integer> chosen(JobView job) {
    if (shards == null) {
      return null;
    }
    Set<Integer> chosen = ShardChoice.parse(shards);
    if (chosen == null) {
      throw new Failure(2, "--shard " + shards + " chooses none; write such as 3,7-9");
    }
    Set<Integer> there = job.shards();
    for (int shard : chosen) {
      if (!there.contains(shard)) {
        throw new Failure(
            2, "job \"%s\" has no shard %d; %s".formatted(name, shard, range(job, there)));
      }
    }
    return chosen;
  }

  private static String range(JobView job, Set<Integer> shards) {
    int last = shards.stream().mapToInt(Integer::intValue).max().orElse(0);
    return shards.size() == last + 1
        ? "the last one is " + last
        : "it runs only some, see: jobctl describe " + job.name();
  }

  private static boolean among(JobView job, PodState pod, @Nullable Set<Integer> chosen) {
    return chosen == null || chosen.contains(job.shard(pod.index()));
  }

  private boolean matches(PodState pod) {
    return !failed || pod.phase().equals("Failed");
  }

  private int printed(Api api, JobView job, LiveScreen screen, @Nullable Set<Integer> chosen) {
    List<PodState> known =
        PodStates.of(api, job).stream().filter(pod -> among(job, pod, chosen)).toList();
    List<PodState> pods = known.stream().filter(this::matches).toList();
    boolean allKnown = chosen != null && known.size() >= chosen.size();
    if (pods.isEmpty() && failed && (allKnown || job.count("failed") == 0)) {
      screen.note(
          "no %s of job \"%s\" has failed; it is %s"
              .formatted(chosen == null ? "shard" : "chosen shard", name, job.phase()));
      return 0;
    }
    if (pods.isEmpty()) {
      throw new Failure(none(job, chosen));
    }
    boolean prefixed = prefix == null ? pods.size() > 1 : prefix;
    int read = 0;
    for (PodState pod : pods) {
      String start = prefixed ? LogPump.prefix(screen, job, job.shard(pod.index())) : "";
      try {
        if (pod.begun()) {
          new LogStream(api, job.namespace(), pod.name(), options())
              .read(line -> screen.line(start + line));
          read++;
        } else {
          screen.note("shard %d has not begun: %s".formatted(job.shard(pod.index()), pod.reason()));
        }
      } catch (ApiException e) {
        if (e.forbidden()) {
          throw e;
        }
        screen.note("the log of " + pod.name() + " cannot be read: " + e.getMessage());
      }
    }
    return read == 0 ? 1 : 0;
  }

  private String none(JobView job, @Nullable Set<Integer> chosen) {
    String pods =
        "there are no pods%s%s to read logs of"
            .formatted(chosen == null ? "" : " of shards " + shards, failed ? " that failed" : "");
    return job.finished()
        ? pods + "; they may be gone, as pods go with their job's end or its ttl"
        : pods + " yet; to wait for them: jobctl logs -f " + name;
  }

  private int followed(Api api, JobView job, LiveScreen screen, @Nullable Set<Integer> chosen)
      throws InterruptedException {
    boolean prefixed = prefix == null ? job.sharded() : prefix;
    try (JobFollower follower = new JobFollower(api, job, true);
        LogPump pump =
            new LogPump(
                api,
                follower,
                options(),
                screen,
                pod -> among(job, pod, chosen) && matches(pod),
                prefixed)) {
      long seen = 0;
      while (true) {
        seen = follower.await(seen, TICK);
        pump.take(follower.pods());
        JobView now = follower.job();
        if (now.finished() || now.suspended() || follower.deleted()) {
          // The end may be seen before the pods are.
          pump.take(PodStates.atTheEnd(api, now));
          pump.drain(DRAIN);
          return 0;
        }
      }
    }
  }

  private LogOptions options() {
    long seconds = since == null ? -1 : Lengths.seconds(since);
    if (since != null && seconds < 0) {
      throw new Failure(2, "--since " + since + " is no length of time; write such as 5m");
    }
    return new LogOptions(container, tail, seconds, timestamps, previous, raw);
  }
}
