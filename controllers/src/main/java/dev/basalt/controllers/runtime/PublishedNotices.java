package dev.basalt.controllers.runtime;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.cluster.write.ApiStatusPublisher;
import dev.basalt.cluster.write.ObjectEvent;
import dev.basalt.cluster.write.StatusSettings;
import dev.basalt.cluster.write.WriteThread;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/** Records events through the API server, on a thread of its own. */
public final class PublishedNotices implements Notices, AutoCloseable {
  private final WriteThread thread = new WriteThread();
  private final ApiStatusPublisher publisher;

  /**
   * Notices of one component.
   *
   * @param component who the events say they come from
   */
  public PublishedNotices(ApiClient client, Clock clock, Fence fence, String component) {
    publisher =
        new ApiStatusPublisher(client, thread, clock, fence, StatusSettings.standard(component));
  }

  @Override
  public void event(HasMetadata object, boolean warning, String reason, String message) {
    ObjectMeta metadata = object.getMetadata();
    publisher.event(
        new ObjectEvent(
            object.getKind(),
            metadata.getNamespace(),
            metadata.getName(),
            metadata.getUid(),
            warning,
            reason,
            message));
  }

  /** Ends the thread; what was not sent by then is lost. */
  @Override
  public void close() {
    thread.close();
  }
}
