package dev.basalt.webhook;

import dev.basalt.webhook.admit.ResourceGroups;
import dev.basalt.webhook.register.Reach;
import dev.basalt.webhook.tls.Rotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the webhook runs.
 *
 * @param bindAddress address that it listens on
 * @param port 0 for any free one
 * @param reach how the API server reaches it
 * @param namespace where its Secret lies; nothing is asked about the namespace's objects
 * @param secret the Secret of its certificates, shared by replicas
 * @param schedulerNames whose pods are ours
 * @param defaultScheduler who schedules a job that names nobody
 * @param controllers user names of our controllers, which may copy the user of an object
 * @param keepBusyQueues whether a queue whose pods hold something may not be deleted
 * @param groupsWorkloads whether pods of workloads name the group that controllers make for them
 *     from their creation on, so that nothing of them starts before
 * @param groups what pods get on top
 * @param rotation when certificates change
 * @param period how often certificates and configurations are looked at; below the rotation's
 *     overlap
 * @param mounted folder of certificates that somebody else makes and renews; null for our own
 * @param callers authorities of the certificates that whoever asks for reviews has to show, PEM;
 *     null if anybody may ask
 */
public record WebhookOptions(
    String bindAddress,
    int port,
    Reach reach,
    String namespace,
    String secret,
    Set<String> schedulerNames,
    String defaultScheduler,
    Set<String> controllers,
    boolean keepBusyQueues,
    boolean groupsWorkloads,
    ResourceGroups groups,
    Rotation rotation,
    Duration period,
    @Nullable Path mounted,
    @Nullable String callers) {

  public WebhookOptions {
    schedulerNames = Set.copyOf(schedulerNames);
    controllers = Set.copyOf(controllers);
    if (period.multipliedBy(2).compareTo(rotation.overlap()) > 0) {
      throw new IllegalArgumentException(
          "certificates change faster than they are looked at: give them a longer life");
    }
  }
}
