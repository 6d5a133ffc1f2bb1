package dev.basalt.testkit.agent;

/**
 * How the nodes behave.
 *
 * @param notice from the agent's seeing a change to the node's acting on it; a node learns in order
 * @param start from admission to phase Running
 * @param stop from a deletion to the pod's end, never longer than its grace period
 * @param release from a pod's end to its room being free in the node's own account
 * @param seed of all draws
 * @param commands which pods' commands really run, as processes of this machine
 */
public record AgentSettings(
    Delay notice, Delay start, Delay stop, Delay release, long seed, RunCommands commands) {

  /** Nodes that only play. */
  public AgentSettings(Delay notice, Delay start, Delay stop, Delay release, long seed) {
    this(notice, start, stop, release, seed, RunCommands.NEVER);
  }

  /** Nodes under moderate load, whose room comes back within a second. */
  public static AgentSettings standard(long seed) {
    return new AgentSettings(
        Delay.millis(5, 100),
        Delay.millis(50, 500),
        Delay.millis(100, 2_000),
        Delay.millis(150, 900),
        seed);
  }

  /** The same with commands that really run. */
  public AgentSettings withCommands(RunCommands which) {
    return new AgentSettings(notice, start, stop, release, seed, which);
  }
}
