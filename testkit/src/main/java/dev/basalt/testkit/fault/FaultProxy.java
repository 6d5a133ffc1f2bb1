package dev.basalt.testkit.fault;

import dev.basalt.testkit.local.LoopbackPorts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between clients and an API server and misbehaves by rules. It listens on loopback with
 * plain HTTP/1.1 and forwards whatever credentials a client sends.
 *
 * <p>WebSockets are refused (503), which Fabric8 takes as "watch over HTTP"; {@link
 * #clientConfig()} asks for that in the first place.
 *
 * <p>Rules are tried in the order in which they were added. Delays add up; of the other faults the
 * first that strikes counts. Everything random comes from one seed, but which of several concurrent
 * requests draws first is up to the threads.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FaultProxy.class);
  private static final int BACKLOG = 256;

  private final Config server;
  private final Upstream upstream;
  private final SplittableRandom random;
  private final int port;
  private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Set<WatchStream> watches = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket listener;

  private FaultProxy(Config server, long seed) {
    this.server = server;
    this.upstream = new Upstream(server);
    this.random = new SplittableRandom(seed);
    int[] ports = new LoopbackPorts(random.split()).free(1);
    if (ports.length == 0) {
      throw new IllegalStateException("no free port on the loopback interface");
    }
    this.port = ports[0];
  }

  /**
   * Starts a proxy that is faultless until told otherwise.
   *
   * @param server the API server behind it and the user that {@link #clientConfig()} hands out
   * @param seed decides everything random
   */
  public static FaultProxy start(Config server, long seed) {
    FaultProxy proxy = new FaultProxy(server, seed);
    proxy.endOutage();
    return proxy;
  }

  /** Where clients find it. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** A configuration for clients that go through the proxy, as the user of the server's own. */
  public Config clientConfig() {
    Config config = Config.fromKubeconfig(kubeconfigText());
    config.setOnlyHttpWatches(true);
    return config;
  }

  /** A new client that goes through the proxy; the caller closes it. */
  public KubernetesClient newClient() {
    return new KubernetesClientBuilder().withConfig(clientConfig()).build();
  }

  /** A kubeconfig that leads through the proxy. */
  public String kubeconfigText() {
    // Fabric8 keeps a token from a kubeconfig apart from one that was set by hand.
    String token =
        server.getOauthToken() == null ? server.getAutoOAuthToken() : server.getOauthToken();
    String user = token == null ? "{}" : "{token: \"" + token + "\"}";
    return """
    apiVersion: v1
    kind: Config
    current-context: faulty
    clusters:
      - {name: faulty, cluster: {server: "%s"}}
    users:
      - name: faulty
        user: %s
    contexts:
      - {name: faulty, context: {cluster: faulty, user: faulty}}
    """
        .formatted(url(), user);
  }

  /** Strikes the next requests that match, so many of them. */
  public FaultRule times(int count, Predicate<ApiRequest> requests, Fault.OnRequest fault) {
    AtomicInteger left = new AtomicInteger(count);
    return add(requests, fault, () -> left.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
  }

  /** Strikes the next request that matches. */
  public FaultRule once(Predicate<ApiRequest> requests, Fault.OnRequest fault) {
    return times(1, requests, fault);
  }

  /** Strikes every request that matches until the rule is removed. */
  public FaultRule always(Predicate<ApiRequest> requests, Fault.OnRequest fault) {
    return add(requests, fault, () -> true);
  }

  /**
   * Strikes each request that matches with some probability.
   *
   * @param probability 0 to 1
   */
  public FaultRule sometimes(
      double probability, Predicate<ApiRequest> requests, Fault.OnRequest fault) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability is 0 to 1, not " + probability);
    }
    return add(requests, fault, () -> draw() < probability);
  }

  /** Ends all rules. */
  public void clear() {
    rules.clear();
  }

  /**
   * Strikes watches that are open now.
   *
   * @return how many there were
   */
  public int disturbOpenWatches(Predicate<ApiRequest> requests, Fault.OnWatch fault) {
    int struck = 0;
    for (WatchStream watch : watches) {
      if (requests.test(watch.request())) {
        try {
          watch.disturb(fault);
          struck++;
        } catch (IOException e) {
          log.debug("the watch was ending already", e);
        }
      }
    }
    return struck;
  }

  /** How many watches that match are open now. */
  public long openWatches(Predicate<ApiRequest> requests) {
    return watches.stream().filter(watch -> requests.test(watch.request())).count();
  }

  /** Refuses connections and cuts those that are open, until {@link #endOutage()}. */
  public synchronized void startOutage() {
    ServerSocket socket = listener;
    listener = null;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        log.debug("the listener was closed already", e);
      }
    }
    connections.forEach(Connection::reset);
  }

  /** Listens again, at the same address. No-op without an outage. */
  public synchronized void endOutage() {
    if (listener != null) {
      return;
    }
    try {
      ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
      listener = socket;
      Thread.ofVirtual().name("fault-proxy-" + port).start(() -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  /** An outage of some length; returns at its beginning. */
  public void outage(Duration time) {
    startOutage();
    Thread.ofVirtual()
        .name("outage")
        .start(() -> {
          try {
            Thread.sleep(time);
            endOutage();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public void close() {
    startOutage();
    upstream.close();
  }

  List<Fault.OnRequest> faultsFor(ApiRequest request) {
    List<Fault.OnRequest> faults = new ArrayList<>();
    boolean struck = false;
    for (FaultRule rule : rules) {
      boolean delay = rule.fault() instanceof Fault.Delay;
      if ((delay || !struck) && rule.applies(request)) {
        faults.add(rule.fault());
        struck |= !delay;
      }
    }
    // Delays first: an answer or a reset ends the request.
    faults.sort((a, b) -> Boolean.compare(b instanceof Fault.Delay, a instanceof Fault.Delay));
    return faults;
  }

  Duration between(Duration least, Duration most) {
    return least.plusNanos((long) (draw() * most.minus(least).toNanos()));
  }

  void opened(WatchStream watch) {
    watches.add(watch);
  }

  void ended(WatchStream watch) {
    watches.remove(watch);
  }

  void closed(Connection connection) {
    connections.remove(connection);
  }

  private FaultRule add(
      Predicate<ApiRequest> requests, Fault.OnRequest fault, BooleanSupplier strikes) {
    FaultRule rule = new FaultRule(requests, fault, strikes);
    rules.add(rule);
    return rule;
  }

  private double draw() {
    synchronized (random) {
      return random.nextDouble();
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        Connection connection = new Connection(this, upstream, client);
        connections.add(connection);
        Thread.ofVirtual().name("fault-proxy-connection").start(connection);
        if (socket.isClosed()) {
          connection.reset();
        }
      } catch (IOException e) {
        log.debug("no longer listening", e);
      }
    }
  }
}
