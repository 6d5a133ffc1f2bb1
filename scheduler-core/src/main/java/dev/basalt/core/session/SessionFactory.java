package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.port.Clock;
import java.util.function.Consumer;

/**
 * Opens and closes sessions under one configuration, and keeps what is worth keeping between them:
 * the plugins, the placement indexes and what room was promised.
 */
public final class SessionFactory {
  private final ClusterState state;
  private final Policy policy;
  private final NodeChooser chooser;
  private final Promises promises;
  private final RoomCheck room;
  private final Reservations reservations;
  private final EvictionSurveys surveys = new EvictionSurveys();
  private final Clock clock;
  private final long budgetNanos;

  /**
   * Begins with empty indexes.
   *
   * @param budgetNanos how long a session may take before it stops at the next safe point
   */
  public SessionFactory(ClusterState state, Policy policy, Clock clock, long budgetNanos) {
    this.state = state;
    this.policy = policy;
    this.chooser = new NodeChooser(state.nodes(), policy.hooks());
    this.promises = new Promises(state);
    state.nodes().listen(policy.hooks().placements);
    state.followUsers(policy.hooks().userSource, policy.hooks().userHalfLifeNanos);
    this.room = new RoomCheck(state, policy.hooks(), chooser);
    this.reservations = new Reservations(state, policy, chooser);
    this.clock = clock;
    this.budgetNanos = budgetNanos;
  }

  /** For how many jobs room is kept. */
  public int reservations() {
    return reservations.size();
  }

  public Policy policy() {
    return policy;
  }

  /** Runs one session from opening to closing. */
  public Session run(String id, Session.Outbox outbox, Consumer<Session> actions) {
    Session session =
        new Session(
            id,
            state,
            policy,
            chooser,
            room,
            promises,
            reservations,
            surveys,
            outbox,
            clock,
            budgetNanos);
    session.open();
    try {
      actions.accept(session);
    } finally {
      session.close();
    }
    return session;
  }
}
