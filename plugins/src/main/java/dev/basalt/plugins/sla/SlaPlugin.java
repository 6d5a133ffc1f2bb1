package dev.basalt.plugins.sla;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.Job;
import dev.basalt.core.spi.Admission;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import dev.basalt.core.spi.Vote;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets no job wait for ever: the earlier its deadline, the earlier it is tried; past it, it is let
 * in, keeps what it is promised, and room is kept for it as it comes free. The deadline is {@code
 * created + waiting time}, by the job's own annotation or else by the argument; without either a
 * job has none.
 */
public final class SlaPlugin implements Plugin {
  private static final Argument WAITING_TIME =
      new Argument(
          "sla-waiting-time", "0s", "for jobs that say nothing themselves; 0s: none");
  private static final long NONE = Long.MAX_VALUE;

  private final long waitingMillis;
  private @Nullable SessionView session;

  private SlaPlugin(long waitingMillis) {
    this.waitingMillis = waitingMillis;
  }

  /** Makes the plugin {@code sla}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "sla";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(WAITING_TIME);
    }

    @Override
    public Plugin create(Arguments arguments) {
      return new SlaPlugin(TimeUnit.NANOSECONDS.toMillis(arguments.durationNanos(WAITING_TIME)));
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.jobOrder((first, second) -> Long.compare(deadline(first), deadline(second)));
    hooks.jobEnqueueable(job -> overdue(job) ? Admission.PERMIT : Admission.ABSTAIN);
    hooks.jobPipelined(job -> overdue(job) ? Vote.PERMIT : Vote.ABSTAIN);
    hooks.jobOverdue((job, view) -> deadline(job) <= view.nowMillis());
  }

  @Override
  public void sessionOpened(SessionView opened) {
    session = opened;
  }

  @Override
  public void sessionClosed(SessionView closed) {
    session = null;
  }

  private boolean overdue(Job job) {
    SessionView view = session;
    return view != null && deadline(job) <= view.nowMillis();
  }

  /** Milliseconds since 1970, {@link #NONE} where a job has none. */
  private long deadline(Job job) {
    PodGroupSpec group = job.group();
    long own = group == null ? 0 : group.slaWaitingMillis();
    long waiting = own > 0 ? own : waitingMillis;
    long created = job.createdMillis();
    boolean tooFar = created > 0 && waiting > NONE - created;
    return waiting == 0 || tooFar ? NONE : created + waiting;
  }
}
