package dev.basalt.core.session;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.spi.TargetExclusion;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Leaves nodes with bindings in flight out of a session, and sees to it that no job waits for such
 * nodes alone for long.
 */
public final class BusyNodes {
  private final Session session;
  private final NodeChooser chooser;
  private final @Nullable TargetExclusion exclusion;

  BusyNodes(Session session, NodeChooser chooser, @Nullable TargetExclusion exclusion) {
    this.session = session;
    this.chooser = chooser;
    this.exclusion = exclusion;
  }

  /** Leaves out those that are busy now, and no others. */
  void exclude() {
    NodeTable nodes = session.nodes();
    BitSet asked = exclusion == null ? new BitSet() : exclusion.candidates(nodes);
    BitSet excluded = new BitSet(asked.length());
    for (int node = asked.nextSetBit(0); node >= 0; node = asked.nextSetBit(node + 1)) {
      if (exclusion != null && exclusion.excludes(nodes, node, session.nowNanos())) {
        excluded.set(node);
      }
    }
    chooser.exclude(excluded);
  }

  /** Whether any node is left out of this session. */
  public boolean any() {
    return chooser.excludesAny();
  }

  /** Whether a job has waited long enough to be placed on them all the same. */
  public boolean openTo(Job job) {
    return exclusion == null
        || (job.excludedSinceNanos() != Long.MIN_VALUE
            && session.nowNanos() - job.excludedSinceNanos() >= exclusion.patienceNanos());
  }

  /** Notes that a job waits for bindings in flight, and sees to it that it does not for long. */
  public void waitFor(Job job) {
    if (exclusion != null) {
      if (job.excludedSinceNanos() == Long.MIN_VALUE) {
        session.state().excludedSince(job, session.nowNanos());
      }
      session.wakeAt(job.excludedSinceNanos() + exclusion.patienceNanos());
    }
  }
}
