package dev.basalt.plugins.fairshare;

import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.Namespace;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import dev.basalt.core.spi.UserOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Serves the users of a queue in the order of what they hold and held lately, by their weights.
 *
 * <pre>share(u) = max over d of (held(u, d) + past(u, d)) / capacity(d) / weight(u)</pre>
 *
 * <p>The capacity of a dimension is what the nodes have of it, or the queue's capability where that
 * is less; the largest quotient is the dominant share of dominant resource fairness (Ghodsi et al.,
 * NSDI 2011). The past is {@link QueueUser#past}: the decayed mean of what was held. What is held
 * now counts beside it, so that users who begin at the same moment take turns from the first pod
 * on.
 *
 * <p>Cost: O(dimensions) for each change of a user's holdings and for each user that is compared in
 * a session; nothing for a queue with one user.
 */
public final class FairSharePlugin implements Plugin, UserOrder {
  private static final String USER_FROM = "fairshare.userFrom";
  private static final String HALF_LIFE = "fairshare.halfLife";
  private static final String WEIGHT = "fairshare.weight.";
  private static final long ONE_HOUR = 3_600_000_000_000L;

  private final UserSource source;
  private final long halfLifeNanos;
  private final Map<String, Double> weights;
  private final Capacities capacities = new Capacities();
  private double[] shares = new double[16];
  private long[] versions = new long[16];
  private long[] sessions = new long[16];
  private long session;
  private long nowNanos;

  /** Makes the plugin {@code fairshare}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "fairshare";
    }

    @Override
    public Set<String> arguments() {
      return Set.of(USER_FROM, HALF_LIFE, WEIGHT + "*");
    }

    @Override
    public FairSharePlugin create(Arguments arguments) {
      return new FairSharePlugin(
          source(arguments), arguments.durationNanos(HALF_LIFE, ONE_HOUR), weights(arguments));
    }

    private static UserSource source(Arguments arguments) {
      String text = arguments.text(USER_FROM, "namespace");
      try {
        return UserSource.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "plugin fairshare: argument "
                + USER_FROM
                + " "
                + e.getMessage()
                + ", not \""
                + text
                + "\"",
            e);
      }
    }

    private static Map<String, Double> weights(Arguments arguments) {
      Map<String, Double> weights = new HashMap<>();
      for (String key : arguments.keys()) {
        if (key.startsWith(WEIGHT)) {
          weights.put(key.substring(WEIGHT.length()), arguments.number(key, 1, Double.MIN_NORMAL));
        }
      }
      return weights;
    }
  }

  private FairSharePlugin(UserSource source, long halfLifeNanos, Map<String, Double> weights) {
    if (source.equals(UserSource.NAMESPACE) && !weights.isEmpty()) {
      throw new IllegalArgumentException(
          "plugin fairshare: arguments "
              + WEIGHT
              + "NAME are for users named by a label or an annotation; with "
              + USER_FROM
              + " namespace, annotate the Namespace with basalt.dev/fair-share-weight");
    }
    this.source = source;
    this.halfLifeNanos = halfLifeNanos;
    this.weights = Map.copyOf(weights);
  }

  @Override
  public void register(Hooks hooks) {
    hooks.userOrder(source, halfLifeNanos, this);
  }

  @Override
  public void sessionOpened(SessionView view) {
    session++;
    nowNanos = view.nowNanos();
    capacities.refresh(view.nodes().total(), view.schema());
  }

  @Override
  public int compare(QueueUser first, QueueUser second, boolean promisesToo) {
    return promisesToo
        ? Double.compare(shareWithPromises(first), shareWithPromises(second))
        : Double.compare(share(first), share(second));
  }

  @Override
  public double share(QueueUser user) {
    return dominant(user) / weight(user);
  }

  /**
   * The dominant share, without the weight. Kept for the session, until the user's holdings change.
   */
  private double dominant(QueueUser user) {
    int id = user.id();
    if (id >= shares.length) {
      int length = Math.max(id + 1, 2 * shares.length);
      shares = Arrays.copyOf(shares, length);
      versions = Arrays.copyOf(versions, length);
      sessions = Arrays.copyOf(sessions, length);
    }
    if (versions[id] != user.version() || sessions[id] != session) {
      shares[id] = dominant(user, false);
      versions[id] = user.version();
      sessions[id] = session;
    }
    return shares[id];
  }

  private double shareWithPromises(QueueUser user) {
    return dominant(user, true) / weight(user);
  }

  private double dominant(QueueUser user, boolean promisesToo) {
    user.advance(nowNanos);
    double[] capacity = capacities.of(user.queue());
    double share = 0;
    for (int dimension = 0; dimension < capacity.length; dimension++) {
      double amount = user.held().get(dimension) + user.past(dimension);
      amount += promisesToo ? user.promised().get(dimension) : 0;
      share = Math.max(share, amount / capacity[dimension]);
    }
    return share;
  }

  private double weight(QueueUser user) {
    Namespace namespace = user.namespace();
    return namespace != null ? namespace.fairShareWeight() : weights.getOrDefault(user.name(), 1.0);
  }
}
