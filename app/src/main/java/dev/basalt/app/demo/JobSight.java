package dev.basalt.app.demo;

/**
 * One of the demo's jobs, as the API server shows it.
 *
 * @param name the job's name
 * @param phase its phase in the API's words; empty while it is not there yet
 * @param done pods, or jobs of a flow, that have ended well
 * @param total how many there are in sum
 * @param words what is worth telling of it
 */
record JobSight(String name, String phase, int done, int total, String words) {
  /** Whether it has ended, well or not. */
  boolean ended() {
    return wellEnded()
        || phase.equals("Failed")
        || phase.equals("Terminated")
        || phase.equals("Aborted");
  }

  boolean wellEnded() {
    return phase.equals("Completed") || phase.equals("Succeed");
  }
}
