package dev.basalt.sim.cluster;

import dev.basalt.sim.cluster.FaultPlan.Fault;
import dev.basalt.sim.time.Timeline;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One client's way to the API server and back: latency, lost requests, lost replies, no server.
 *
 * <p>Every call is answered exactly once, unless the client is closed first.
 */
final class ApiChannel {
  /** What the server does when a request arrives. */
  @FunctionalInterface
  interface Operation {
    /** Does it and says how that went. */
    Reply perform();
  }

  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final ClusterSettings settings;
  private final SplittableRandom random;
  private FaultPlan faults;
  private boolean closed;

  ApiChannel(SimulatedApiServer server, Timeline timeline, ClusterSettings settings, int client) {
    this.server = server;
    this.timeline = timeline;
    this.settings = settings;
    this.random = settings.seed().stream("api-" + client);
    this.faults = settings.faults();
  }

  void setFaults(FaultPlan newFaults) {
    faults = newFaults;
  }

  /** What was sent still arrives; nothing more is sent or answered. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Sends a write; every fault may hit it. */
  void write(Operation operation, Consumer<Reply> onReply) {
    call(faults.draw(random), operation, onReply);
  }

  /** Sends a read; it is answered truly or not at all. */
  void read(Operation operation, Consumer<Reply> onReply) {
    Fault fault = faults.draw(random);
    call(fault == Fault.CONFLICT ? Fault.NONE : fault, operation, onReply);
  }

  /** Tries something again after a pause. */
  void pause(Runnable retry) {
    timeline.after(
        settings.retryPauseNanos(),
        () -> {
          if (!closed) {
            retry.run();
          }
        });
  }

  private void call(Fault fault, Operation operation, Consumer<Reply> onReply) {
    if (closed) {
      return;
    }
    if (fault == Fault.LOST_REQUEST) {
      answer(settings.requestTimeoutNanos(), Reply.UNKNOWN, onReply);
      return;
    }
    long way = settings.requestLatency().draw(random);
    timeline.after(way, () -> arrive(fault, operation, onReply));
  }

  private void arrive(Fault fault, Operation operation, Consumer<Reply> onReply) {
    long way = settings.requestLatency().draw(random);
    if (!server.isUp()) {
      answer(way, Reply.unavailable("NoConnection"), onReply);
      return;
    }
    switch (fault) {
      case CONFLICT -> answer(way, Reply.conflict("the object has been modified"), onReply);
      case THROTTLED -> answer(way, Reply.unavailable("TooManyRequests"), onReply);
      case LOST_REPLY -> {
        operation.perform();
        answer(settings.requestTimeoutNanos(), Reply.UNKNOWN, onReply);
      }
      case NONE, LOST_REQUEST -> answerUnlessBroken(way, operation.perform(), onReply);
    }
  }

  /** A server that goes away before the reply is through leaves the outcome unknown. */
  private void answerUnlessBroken(long way, Reply reply, Consumer<Reply> onReply) {
    timeline.after(
        way,
        () -> {
          if (!closed) {
            onReply.accept(server.isUp() ? reply : Reply.UNKNOWN);
          }
        });
  }

  private void answer(long delayNanos, Reply reply, Consumer<Reply> onReply) {
    timeline.after(
        delayNanos,
        () -> {
          if (!closed) {
            onReply.accept(reply);
          }
        });
  }
}
