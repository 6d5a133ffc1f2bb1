package dev.basalt.inspector;

import dev.basalt.core.action.Action;
import dev.basalt.core.engine.Engine;
import dev.basalt.core.engine.EngineSummary;
import dev.basalt.core.engine.SessionReport;
import dev.basalt.core.explain.Explainer;
import dev.basalt.core.explain.JobExplanation;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.port.EvictionPreview;
import dev.basalt.core.session.Session;
import dev.basalt.inspector.Access.OnObjects;
import dev.basalt.inspector.Access.OnPath;
import dev.basalt.inspector.v1.DumpStateRequest;
import dev.basalt.inspector.v1.ExplainRequest;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.inspector.v1.InspectorGrpc.InspectorImplBase;
import dev.basalt.inspector.v1.ListJobsRequest;
import dev.basalt.inspector.v1.ListJobsResponse;
import dev.basalt.inspector.v1.ListQueuesRequest;
import dev.basalt.inspector.v1.ListQueuesResponse;
import dev.basalt.inspector.v1.SessionRecord;
import dev.basalt.inspector.v1.StateEntry;
import dev.basalt.inspector.v1.WatchSessionsRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls, each after its caller's token was judged. Each call has a virtual thread of its
 * own and may block; the state itself is read by the engine's thread.
 */
final class InspectorService extends InspectorImplBase {
  private static final String GROUP = "scheduling.volcano.sh";
  private static final int MOST_JOBS = 1000;
  private static final long PATIENCE_SECONDS = 10;

  private final Engine engine;
  private final SessionFeed sessions;
  private final Authority authority;

  InspectorService(Engine engine, SessionFeed sessions, Authority authority) {
    this.engine = engine;
    this.sessions = sessions;
    this.authority = authority;
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<Explanation> answer) {
    String namespace = request.getNamespace();
    String name = request.getName();
    if (namespace.isEmpty() || name.isEmpty()) {
      fail(answer, Status.INVALID_ARGUMENT, "namespace and name must both be given");
      return;
    }
    if (refused(answer, new OnObjects("get", GROUP, "podgroups", namespace, name))
        || (request.getDryRun() && refused(answer, new OnPath("get", "/inspector/evictions")))) {
      return;
    }
    String key = namespace + "/" + name;
    Found found = ask(answer, session -> find(session, key, request.getDryRun()));
    if (found == null) {
      return;
    }
    JobExplanation explanation = found.explanation();
    if (explanation == null) {
      fail(answer, Status.NOT_FOUND, "no PodGroup and no pod of ours without one is called " + key);
      return;
    }
    answer.onNext(Messages.explanation(explanation, found.previews()));
    answer.onCompleted();
  }

  private record Found(@Nullable JobExplanation explanation, List<EvictionPreview> previews) {}

  private static Found find(Session session, String key, boolean dryRun) {
    dev.basalt.core.model.Job job = new Explainer(session).find(key);
    return job == null
        ? new Found(null, List.of())
        : new Found(
            new Explainer(session).explain(job), dryRun ? Action.preview(session, job) : List.of());
  }

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> answer) {
    if (refused(answer, new OnObjects("list", GROUP, "queues", "", ""))) {
      return;
    }
    EngineSummary summary = engine.summary();
    ListQueuesResponse.Builder response = ListQueuesResponse.newBuilder();
    summary.queues().forEach(queue -> response.addQueues(Messages.queue(queue, summary)));
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> answer) {
    if (refused(answer, new OnObjects("list", GROUP, "podgroups", request.getNamespace(), ""))) {
      return;
    }
    ListJobsResponse response = ask(answer, session -> jobs(session, request));
    if (response != null) {
      answer.onNext(response);
      answer.onCompleted();
    }
  }

  private static ListJobsResponse jobs(Session session, ListJobsRequest request) {
    int limit = request.getLimit() <= 0 ? MOST_JOBS : Math.min(MOST_JOBS, request.getLimit());
    ListJobsResponse.Builder response = ListJobsResponse.newBuilder();
    for (dev.basalt.core.model.Job job : session.jobs()) {
      boolean asked =
          (request.getNamespace().isEmpty()
                  || request.getNamespace().equals(job.namespace().name()))
              && (request.getQueue().isEmpty() || request.getQueue().equals(job.queue().name()))
              && (!request.getWaitingOnly() || job.waiting() != null);
      if (asked && response.getJobsCount() == limit) {
        return response.setMore(true).build();
      }
      if (asked) {
        response.addJobs(Messages.job(job));
      }
    }
    return response.build();
  }

  @Override
  public void watchSessions(WatchSessionsRequest request, StreamObserver<SessionRecord> answer) {
    if (refused(answer, new OnPath("get", "/inspector/sessions"))) {
      return;
    }
    ServerCallStreamObserver<SessionRecord> call = (ServerCallStreamObserver<SessionRecord>) answer;
    try (SessionFeed.Reader reader = sessions.open()) {
      while (!call.isCancelled()) {
        SessionReport report = reader.next();
        if (report != null && !call.isCancelled()) {
          call.onNext(Messages.session(report, reader.takeDropped()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(answer, Status.UNAVAILABLE, "the inspector stops");
    }
  }

  @Override
  public void dumpState(DumpStateRequest request, StreamObserver<StateEntry> answer) {
    if (refused(answer, new OnPath("get", "/inspector/state"))) {
      return;
    }
    List<StateEntry> entries = ask(answer, this::state);
    if (entries != null) {
      entries.forEach(answer::onNext);
      answer.onCompleted();
    }
  }

  private List<StateEntry> state(Session session) {
    List<StateEntry> entries = new ArrayList<>();
    NodeTable nodes = session.nodes();
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.exists(node)) {
        entries.add(StateEntry.newBuilder().setNode(Messages.node(nodes, node)).build());
      }
    }
    EngineSummary summary = engine.summary();
    summary
        .queues()
        .forEach(queue ->
            entries.add(StateEntry.newBuilder().setQueue(Messages.queue(queue, summary)).build()));
    session
        .jobs()
        .forEach(job -> entries.add(StateEntry.newBuilder().setJob(Messages.job(job)).build()));
    return entries;
  }

  /** Asks the engine; null if that failed, which the caller was told then. */
  private <T> @Nullable T ask(StreamObserver<?> answer, Function<Session, T> question) {
    CompletableFuture<T> future = engine.ask(question);
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Status status = cause instanceof IllegalStateException ? Status.UNAVAILABLE : Status.INTERNAL;
      fail(answer, status, String.valueOf(cause.getMessage()));
    } catch (TimeoutException e) {
      fail(answer, Status.DEADLINE_EXCEEDED, "the engine is busy; ask again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(answer, Status.UNAVAILABLE, "the inspector stops");
    }
    return null;
  }

  /** Judges a call; returns whether it was turned away, which the caller was told then. */
  private boolean refused(StreamObserver<?> answer, Access access) {
    switch (authority.judge(BearerToken.current(), access)) {
      case ALLOWED -> {
        return false;
      }
      case UNKNOWN_TOKEN ->
          fail(answer, Status.UNAUTHENTICATED, "send a token that the API server knows");
      case FORBIDDEN ->
          fail(answer, Status.PERMISSION_DENIED, "this needs to be allowed: " + access);
      case UNREACHABLE ->
          fail(answer, Status.UNAVAILABLE, "the API server does not judge the token; try again");
    }
    return true;
  }

  private static void fail(StreamObserver<?> answer, Status status, String message) {
    answer.onError(status.withDescription(message).asRuntimeException());
  }
}
