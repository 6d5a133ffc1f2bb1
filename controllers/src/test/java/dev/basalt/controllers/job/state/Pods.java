package dev.basalt.controllers.job.state;

import dev.basalt.controllers.job.oom.OomKill;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods of a job named {@code job}, for tests. */
public final class Pods {
  private final String task;
  private final int index;
  private String uid = "";
  private PodPhase phase = PodPhase.PENDING;
  private int version;
  private int partition = -1;
  private boolean terminating;
  private boolean evicted;
  private boolean outOfSync;
  private boolean ready;
  private int restarts;
  private List<Integer> exitCodes = List.of();
  private long millis;
  private @Nullable OomKill killed;

  private Pods(String task, int index) {
    this.task = task;
    this.index = index;
  }

  public static Pods of(String task, int index) {
    return new Pods(task, index);
  }

  public PodView view() {
    String name = "job-" + task + "-" + index;
    return new PodView(
        name,
        uid.isEmpty() ? name + "-uid" : uid,
        "job",
        "job-uid",
        task,
        index,
        partition,
        version,
        phase,
        terminating,
        evicted,
        outOfSync,
        ready,
        restarts,
        exitCodes,
        millis,
        millis,
        killed);
  }

  public Pods phase(PodPhase value) {
    phase = value;
    return this;
  }

  public Pods uid(String value) {
    uid = value;
    return this;
  }

  public Pods version(int value) {
    version = value;
    return this;
  }

  public Pods partition(int value) {
    partition = value;
    return this;
  }

  public Pods terminating() {
    terminating = true;
    return this;
  }

  /** Terminating, and not ended before that. */
  public Pods evicted() {
    evicted = true;
    return terminating();
  }

  public Pods outOfSync() {
    outOfSync = true;
    return this;
  }

  public Pods ready() {
    ready = true;
    return this;
  }

  public Pods restarts(int value) {
    restarts = value;
    return this;
  }

  public Pods exitCodes(Integer... values) {
    exitCodes = List.of(values);
    return this;
  }

  public Pods killed(OomKill value) {
    killed = value;
    return this;
  }

  /** When it was made and changed last. */
  public Pods at(long value) {
    millis = value;
    return this;
  }
}
