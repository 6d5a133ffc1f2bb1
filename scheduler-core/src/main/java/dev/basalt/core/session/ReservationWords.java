package dev.basalt.core.session;

import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What people are told of room that is kept. */
final class ReservationWords {
  /** Who is told to say that a job is shorter than this would gain nothing by it. */
  private static final long SHORTEST_NANOS = 1_000_000_000L;

  private final Endings endings;

  ReservationWords(Endings endings) {
    this.endings = endings;
  }

  /** For whom how much is kept, and until when. */
  String of(Reservation reservation) {
    String when =
        !reservation.foreseen() || reservation.startNanos() <= endings.nowNanos()
            ? "it starts as soon as enough of it is there"
            : "it is expected to start at " + clock(reservation.startNanos());
    return "room on %d %s is kept for %s: %s"
        .formatted(
            reservation.size(),
            reservation.size() == 1 ? "node" : "nodes",
            reservation.job().key(),
            when);
  }

  /**
   * Why a task may not take the room that there is, and what would help.
   *
   * @param inTheWay what it would delay, at least one
   */
  Wait heldBack(Task task, List<Reservation> inTheWay) {
    Reservation first = inTheWay.getFirst();
    for (Reservation other : inTheWay) {
      first = other.startNanos() < first.startNanos() ? other : first;
    }
    long run = endings.run(task);
    String runs =
        run == Endings.NEVER
            ? "nothing tells how long this job runs"
            : "this job is expected to run for " + Durations.text(run);
    long left = first.foreseen() ? first.startNanos() - endings.nowNanos() : 0;
    String helps =
        left > SHORTEST_NANOS
            ? "and would delay it; if it runs for less than %s, say so in annotation %s"
                .formatted(Durations.text(left), "basalt.dev/running-estimate")
            : "and would delay it";
    return new Wait(WaitReason.RESERVATION, "%s; %s %s".formatted(of(first), runs, helps));
  }

  private Instant clock(long nanos) {
    return Instant.ofEpochMilli(endings.millis(nanos)).truncatedTo(ChronoUnit.SECONDS);
  }
}
