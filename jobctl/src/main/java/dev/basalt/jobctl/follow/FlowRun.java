package dev.basalt.jobctl.follow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.Failure;
import dev.basalt.jobctl.api.Api;
import dev.basalt.jobctl.api.ApiException;
import dev.basalt.jobctl.api.Paths;
import dev.basalt.jobctl.view.Screen;
import java.time.Duration;
import java.util.function.Supplier;

/** Stays with a flow until it has ended. It looks now and then, whatever becomes of one look. */
public final class FlowRun {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Api api;
  private final LiveScreen live;
  private final String namespace;
  private final String name;
  private final Supplier<Interrupts> ctrlC;
  private final Duration pause;
  private String phase = "";
  private boolean unreachable;

  /** Nothing is looked at yet. */
  public FlowRun(Api api, Screen screen, String namespace, String name) {
    this(api, screen, namespace, name, Interrupts::ofTheTerminal, PAUSE);
  }

  FlowRun(
      Api api,
      Screen screen,
      String namespace,
      String name,
      Supplier<Interrupts> ctrlC,
      Duration pause) {
    this.api = api;
    this.live = new LiveScreen(screen);
    this.namespace = namespace;
    this.name = name;
    this.ctrlC = ctrlC;
    this.pause = pause;
  }

  /** Returns the exit code: 0 if all its jobs have succeeded. */
  public int attend() {
    try (Interrupts interrupts = ctrlC.get()) {
      while (true) {
        int code = look();
        if (code >= 0) {
          return code;
        }
        if (interrupts.takenWithin(pause)) {
          live.note(
              "flow \"%s\" goes on; to look at it: jobctl flow describe %s, to end it: jobctl flow cancel %s"
                  .formatted(name, name, name));
          return JobRun.INTERRUPTED;
        }
      }
    }
  }

  /** An exit code once it has ended, else -1. */
  private int look() {
    JsonNode flow;
    try {
      flow = api.get(Paths.flows(namespace), name);
    } catch (ApiException e) {
      if (e.notFound()) {
        throw new Failure("flow \"" + name + "\" was deleted before it had ended");
      }
      if (!e.passing()) {
        throw e;
      }
      if (!unreachable && !Thread.currentThread().isInterrupted()) {
        live.note(e.getMessage() + "; it is asked again until it answers");
      }
      unreachable = true;
      return -1;
    }
    unreachable = false;
    String now = phase(flow);
    if (!now.equals(phase)) {
      phase = now;
      live.note(name + " is " + phase);
    }
    return switch (phase) {
      case "Succeed" -> 0;
      case "Failed" -> {
        flow.path("status")
            .path("failedJobs")
            .forEach(job -> live.note("  failed: " + job.asText()));
        yield 1;
      }
      case "Terminating" -> JobRun.INTERRUPTED;
      default -> -1;
    };
  }

  /** Of an object of kind JobFlow; Pending until the controller has said something. */
  public static String phase(JsonNode flow) {
    String phase = flow.path("status").path("state").path("phase").asText();
    return phase.isEmpty() ? "Pending" : phase;
  }
}
