package dev.basalt.app.controllers;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.controllers.cron.CronJobController;
import dev.basalt.controllers.flow.JobFlowController;
import dev.basalt.controllers.made.MadeJobs;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The controllers that make jobs of CronJobs and flows, which share what they see of jobs. */
record JobMakers(MadeJobs made, CronJobController cronJobs, JobFlowController flows)
    implements AutoCloseable {

  static JobMakers of(
      ApiClient client,
      ControllersOptions options,
      Writer writer,
      Notices notices,
      Clock clock,
      Executor informers) {
    KubernetesClient kubernetes = client.kubernetes();
    int workers = options.workers();
    MadeJobs made = new MadeJobs(kubernetes, clock, informers);
    return new JobMakers(
        made,
        new CronJobController(
            kubernetes, made, writer, notices, workers, clock, ZoneId.systemDefault(), informers),
        new JobFlowController(kubernetes, made, writer, notices, workers, clock, informers));
  }

  List<Mirror<?, ?>> mirrors() {
    List<Mirror<?, ?>> all = new ArrayList<>(cronJobs.mirrors());
    all.addAll(flows.mirrors());
    all.add(made.mirror());
    return all;
  }

  List<Controller> controllers() {
    List<Controller> all = new ArrayList<>(flows.controllers());
    all.add(cronJobs.controller());
    return all;
  }

  /** Begins to watch. */
  void startMirrors() {
    cronJobs.startMirrors();
    flows.startMirrors();
    made.start();
  }

  /** Ends the probes of flows. */
  @Override
  public void close() {
    flows.close();
  }
}
