package dev.basalt.app.controllers;

import dev.basalt.app.role.Prerequisites;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.controllers.garbage.GarbageController;
import dev.basalt.controllers.group.GroupWatch;
import dev.basalt.controllers.group.WorkloadGroups;
import dev.basalt.controllers.queue.QueueController;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/** The controllers around PodGroups and queues, which share what they watch. */
record PoolControllers(
    GroupWatch groups,
    WorkloadGroups workloads,
    QueueController queues,
    GarbageController garbage) {

  static PoolControllers of(
      ApiClient client,
      ControllersOptions options,
      Writer writer,
      Notices notices,
      Clock clock,
      Executor informers) {
    GroupWatch groups = new GroupWatch(client.kubernetes(), clock, informers);
    WorkloadGroups workloads =
        new WorkloadGroups(
            client.kubernetes(),
            groups,
            served(client, options),
            writer,
            notices,
            options.workers(),
            clock,
            informers);
    QueueController queues =
        new QueueController(client.kubernetes(), groups, writer, notices, clock, informers);
    GarbageController garbage =
        new GarbageController(groups, workloads, queues, options.groupLife(), writer, clock);
    return new PoolControllers(groups, workloads, queues, garbage);
  }

  /** Those of Volcano's pods too where its Lease is ours while we work. */
  private static Set<String> served(ApiClient client, ControllersOptions options) {
    return options.volcanoNamespace() == null
        ? new Prerequisites(client.kubernetes()).servedNames(options.schedulerNames())
        : options.schedulerNames();
  }

  List<Mirror<?, ?>> mirrors() {
    List<Mirror<?, ?>> all = new ArrayList<>(queues.mirrors());
    all.addAll(workloads.mirrors());
    all.add(groups.groups());
    return all;
  }

  List<Controller> controllers() {
    return List.of(workloads.controller(), queues.controller(), garbage.controller());
  }

  /** Begins to watch. */
  void startMirrors() {
    groups.start();
    queues.startMirrors();
    workloads.startMirrors();
  }
}
