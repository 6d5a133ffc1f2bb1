package dev.basalt.watchdog.view;

import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.resource.ResourceList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rules see of the cluster. Collections may change while they are gone through. */
public interface View {
  Collection<JobSight> jobs();

  /** A job, null if there is none of that name. */
  @Nullable JobSight job(ObjectKey key);

  Collection<PodSight> pods();

  /** Pods of a job. */
  List<PodSight> podsOf(ObjectKey job);

  /** Pods that belong to no job but to a group. */
  List<PodSight> podsOfGroup(ObjectKey group);

  Collection<GroupSight> groups();

  /** A group, null if there is none of that name. */
  @Nullable GroupSight group(ObjectKey key);

  /** The group of a job, null if there is none. */
  @Nullable GroupSight groupOf(JobSight job);

  Collection<QueueSight> queues();

  /** A queue, null if there is none of that name. */
  @Nullable QueueSight queue(String name);

  Collection<NodeSpec> nodes();

  Collection<NamespaceSpec> namespaces();

  Collection<QuotaSight> quotas();

  /** Names of the schedulers whose pods must be decided about. */
  Set<String> schedulers();

  /** Leases of the namespace in which schedulers keep theirs, those of others too. */
  List<LeaseSight> leases();

  /** What a pod uses; null where nothing measures it. */
  @Nullable ResourceList used(ObjectKey pod);

  /** How deciding goes on. */
  Decisions decisions();
}
