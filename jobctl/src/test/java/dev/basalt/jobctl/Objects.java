package dev.basalt.jobctl;

/** Jobs and pods as an API server tells them. */
public final class Objects {
  private Objects() {}

  /** A job of one task. */
  public static String job(String name, String phase, int replicas, int succeeded, int failed) {
    return job(name, phase, replicas, succeeded, failed, "", "");
  }

  /** The same with a plan and a request. */
  public static String job(
      String name,
      String phase,
      int replicas,
      int succeeded,
      int failed,
      String plan,
      String request) {
    return """
    {"apiVersion":"batch.volcano.sh/v1alpha1","kind":"Job",
     "metadata":{"name":"%s","namespace":"team","uid":"uid-%s","creationTimestamp":"2026-01-01T00:00:00Z",
       "resourceVersion":"7","annotations":{"basalt.dev/request":"%s"}},
     "spec":{"minAvailable":1,"minSuccess":%d,"queue":"research","tasks":[{"name":"main","replicas":%d,
       "template":{"spec":{"containers":[{"name":"main","image":"none","env":[
         {"name":"JOBCTL_SHARDS","value":"%d"},{"name":"JOBCTL_PLAN","value":"%s"}]}]}}}]},
     "status":{"state":{"phase":"%s"},"succeeded":%d,"failed":%d}}\
    """
        .formatted(
            name,
            name,
            request.replace("\"", "\\\""),
            replicas,
            replicas,
            replicas,
            plan,
            phase,
            succeeded,
            failed);
  }

  /** A pod of the job's one task. */
  public static String pod(String job, int index, String phase, int exitCode) {
    String state =
        switch (phase) {
          case "Pending" -> "\"waiting\":{\"reason\":\"ContainerCreating\"}";
          case "Running" -> "\"running\":{}";
          default -> "\"terminated\":{\"exitCode\":" + exitCode + ",\"reason\":\"Error\"}";
        };
    return """
    {"kind":"Pod","metadata":{"name":"%s-main-%d","namespace":"team","uid":"pod-%d","resourceVersion":"7",
       "labels":{"volcano.sh/job-name":"%s","volcano.sh/task-spec":"main","volcano.sh/task-index":"%d"}},
     "spec":{"nodeName":"node-1","containers":[{"name":"main","resources":{"requests":{"cpu":"500m","memory":"2Gi"}}}]},
     "status":{"phase":"%s","containerStatuses":[{"name":"main","state":{%s}}]}}\
    """
        .formatted(job, index, index, job, index, phase, state)
        .replace("\n", "");
  }
}
