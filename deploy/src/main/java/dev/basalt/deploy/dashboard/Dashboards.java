package dev.basalt.deploy.dashboard;

import java.util.List;

/** The dashboards that there are. */
public final class Dashboards {
  /** As long as Grafana thinks right for the scrape interval and the width of the panel. */
  static final String WINDOW = "$__rate_interval";

  /** For quantiles of what is rare: waits of jobs, not sessions. */
  static final String LONG = "30m";

  private Dashboards() {}

  /** All of them, the most general first. */
  public static List<Dashboard> all() {
    return List.of(
        ClusterDashboard.make(),
        QueueDashboard.make(),
        UserDashboard.make(),
        JobDashboard.make(),
        SchedulerDashboard.make());
  }
}
