package dev.basalt.jobctl.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Paths of the lists that jobctl reads, and of the objects in them. */
public final class Paths {
  private static final String BATCH = "/apis/batch.volcano.sh/v1alpha1";
  private static final String BUS = "/apis/bus.volcano.sh/v1alpha1";
  private static final String FLOW = "/apis/flow.volcano.sh/v1alpha1";
  private static final String SCHEDULING = "/apis/scheduling.volcano.sh/v1beta1";

  private Paths() {}

  /** Jobs of a namespace, null for all. */
  public static String jobs(@Nullable String namespace) {
    return BATCH + in(namespace) + "/jobs";
  }

  /** Cron jobs of a namespace, null for all. */
  public static String cronJobs(@Nullable String namespace) {
    return BATCH + in(namespace) + "/cronjobs";
  }

  /** Commands of a namespace. */
  public static String commands(String namespace) {
    return BUS + in(namespace) + "/commands";
  }

  /** Job flows of a namespace, null for all. */
  public static String flows(@Nullable String namespace) {
    return FLOW + in(namespace) + "/jobflows";
  }

  /** Job templates of a namespace. */
  public static String templates(String namespace) {
    return FLOW + in(namespace) + "/jobtemplates";
  }

  /** All queues. */
  public static String queues() {
    return SCHEDULING + "/queues";
  }

  /** PodGroups of a namespace, null for all. */
  public static String podGroups(@Nullable String namespace) {
    return SCHEDULING + in(namespace) + "/podgroups";
  }

  /** Pods of a namespace, null for all, that have a label. */
  public static String pods(@Nullable String namespace, String selector) {
    return "/api/v1" + in(namespace) + "/pods?labelSelector=" + encode(selector);
  }

  /** Pods of one job. */
  public static String podsOf(String namespace, String job) {
    return pods(namespace, "volcano.sh/job-name=" + job);
  }

  /** The log of one pod. */
  public static String log(String namespace, String pod) {
    return "/api/v1" + in(namespace) + "/pods/" + Names.checked("pod", pod) + "/log";
  }

  /** Events about one object. */
  public static String events(String namespace, String uid) {
    return "/api/v1"
        + in(namespace)
        + "/events?fieldSelector="
        + encode("involvedObject.uid=" + uid);
  }

  /** Metrics of the pods of a namespace. */
  public static String podMetrics(@Nullable String namespace) {
    return "/apis/metrics.k8s.io/v1beta1" + in(namespace) + "/pods";
  }

  /** A part of a query, escaped. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * One object of a list.
   *
   * @throws dev.basalt.jobctl.Failure if nothing can be called so
   */
  static String object(String collection, String name) {
    String kinds = collection.substring(collection.lastIndexOf('/') + 1);
    return collection + "/" + Names.checked(kinds.substring(0, kinds.length() - 1), name);
  }

  private static String in(@Nullable String namespace) {
    return namespace == null ? "" : "/namespaces/" + Names.checked("namespace", namespace);
  }
}
