package dev.basalt.inspector;

import dev.basalt.inspector.v1.DumpStateRequest;
import dev.basalt.inspector.v1.ExplainRequest;
import dev.basalt.inspector.v1.Explanation;
import dev.basalt.inspector.v1.InspectorGrpc;
import dev.basalt.inspector.v1.InspectorGrpc.InspectorBlockingStub;
import dev.basalt.inspector.v1.ListJobsRequest;
import dev.basalt.inspector.v1.ListJobsResponse;
import dev.basalt.inspector.v1.ListQueuesRequest;
import dev.basalt.inspector.v1.ListQueuesResponse;
import dev.basalt.inspector.v1.SessionRecord;
import dev.basalt.inspector.v1.StateEntry;
import dev.basalt.inspector.v1.WatchSessionsRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks an inspector. Each call throws {@link StatusRuntimeException}, with the reason in its
 * status, if it is turned away or not answered within ten seconds.
 */
public final class InspectorClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final ManagedChannel channel;
  private final InspectorBlockingStub stub;

  /**
   * Makes a client; nothing is sent yet.
   *
   * @param target {@code host:port}
   * @param authorities PEM file of the certificates to trust, null for those of the JDK
   * @param token the caller's Kubernetes token, null to send none
   * @throws IOException if the file cannot be read
   */
  public InspectorClient(String target, @Nullable Path authorities, @Nullable String token)
      throws IOException {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (authorities != null) {
      credentials.trustManager(authorities.toFile());
    }
    channel = NettyChannelBuilder.forTarget(target, credentials.build()).build();
    Metadata headers = new Metadata();
    if (token != null) {
      headers.put(BearerToken.HEADER, BearerToken.PREFIX + token);
    }
    stub =
        InspectorGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Why a call was not answered, in a line. */
  public static String reason(StatusRuntimeException refusal) {
    Status status = refusal.getStatus();
    String reason =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    return status.getCause() == null
        ? reason
        : reason + " (" + status.getCause().getMessage() + ")";
  }

  /** Why a job waits. */
  public Explanation explain(String namespace, String name) {
    return soon()
        .explain(ExplainRequest.newBuilder().setNamespace(namespace).setName(name).build());
  }

  /** The same, and what would be evicted for it; nothing is changed. */
  public Explanation dryRun(String namespace, String name) {
    return soon()
        .explain(
            ExplainRequest.newBuilder()
                .setNamespace(namespace)
                .setName(name)
                .setDryRun(true)
                .build());
  }

  /** Every queue. */
  public ListQueuesResponse queues() {
    return soon().listQueues(ListQueuesRequest.getDefaultInstance());
  }

  /** Jobs as asked. */
  public ListJobsResponse jobs(ListJobsRequest request) {
    return soon().listJobs(request);
  }

  /** What each session does from now on, without an end. */
  public Iterator<SessionRecord> sessions() {
    return stub.watchSessions(WatchSessionsRequest.getDefaultInstance());
  }

  /** Nodes, queues and jobs. */
  public Iterator<StateEntry> state() {
    return soon().dumpState(DumpStateRequest.getDefaultInstance());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private InspectorBlockingStub soon() {
    return stub.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
