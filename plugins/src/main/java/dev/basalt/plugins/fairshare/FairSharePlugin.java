package dev.basalt.plugins.fairshare;

import dev.basalt.core.event.UserSource;
import dev.basalt.core.model.Namespace;
import dev.basalt.core.model.QueueUser;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import dev.basalt.core.spi.UserOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private static final Argument USER_FROM =
      new Argument(
          "fairshare.userFrom",
          "namespace",
          "who a user is: `namespace`, `label:KEY` or `annotation:KEY`");
  private static final Argument HALF_LIFE =
      new Argument(
          "fairshare.halfLife",
          "1h",
          "how long until what was held counts half; 0: only what is held now counts");
  private static final Argument WEIGHT =
      new Argument(
          "fairshare.weight.*",
          "1",
          "weight of the user of that name, above 0; not where users are namespaces");

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
    public List<Argument> arguments() {
      return List.of(USER_FROM, HALF_LIFE, WEIGHT);
    }

    @Override
    public FairSharePlugin create(Arguments arguments) {
      return new FairSharePlugin(
          source(arguments), arguments.durationNanos(HALF_LIFE), weights(arguments));
    }

    private static UserSource source(Arguments arguments) {
      String text = arguments.text(USER_FROM);
      try {
        return UserSource.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "plugin fairshare: argument "
                + USER_FROM.name()
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
        if (WEIGHT.is(key)) {
          String user = key.substring(WEIGHT.prefix().length());
          weights.put(user, arguments.number(WEIGHT.named(user), Double.MIN_NORMAL));
        }
      }
      return weights;
    }
  }

  private FairSharePlugin(UserSource source, long halfLifeNanos, Map<String, Double> weights) {
    if (source.equals(UserSource.NAMESPACE) && !weights.isEmpty()) {
      throw new IllegalArgumentException(
          "plugin fairshare: arguments "
              + WEIGHT.prefix()
              + "NAME are for users named by a label or an annotation; with "
              + USER_FROM.name()
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
