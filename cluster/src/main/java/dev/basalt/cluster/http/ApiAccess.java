package dev.basalt.cluster.http;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the API server is and who we are to it. No cluster is ever picked that was not named. */
public final class ApiAccess {
  /** Where Kubernetes mounts a pod's service account. */
  public static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final Config config;

  private ApiAccess(Config config) {
    this.config = config;
  }

  /**
   * The cluster of a kubeconfig file's current context.
   *
   * @throws IllegalArgumentException if the file cannot be used; the message says why
   */
  public static ApiAccess kubeconfig(Path file) {
    return kubeconfig(file, null);
  }

  /**
   * The cluster of one context of a kubeconfig file.
   *
   * @param context the context's name, null for the file's current one
   * @throws IllegalArgumentException if the file cannot be used; the message says why
   */
  public static ApiAccess kubeconfig(Path file, @Nullable String context) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "kubeconfig " + file + " cannot be read: name an existing file");
    }
    Config config = parse(file, context);
    NamedContext found = config.getCurrentContext();
    if (found == null || (context != null && !context.equals(found.getName()))) {
      throw new IllegalArgumentException(
          "kubeconfig "
              + file
              + (context == null ? " has no current-context" : " has no context " + context)
              + ": name one of its contexts");
    }
    return new ApiAccess(config);
  }

  private static Config parse(Path file, @Nullable String context) {
    try {
      return Config.fromKubeconfig(context, file.toFile());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("kubeconfig " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The cluster this process runs in, by its pod's service account.
   *
   * @throws IllegalArgumentException if this is no pod; the message names the remedy
   */
  public static ApiAccess inCluster() {
    return inCluster(SERVICE_ACCOUNT, System.getenv());
  }

  static ApiAccess inCluster(Path serviceAccount, Map<String, String> environment) {
    Path token = serviceAccount.resolve("token");
    String host = environment.get("KUBERNETES_SERVICE_HOST");
    if (host == null || !Files.isReadable(token)) {
      throw new IllegalArgumentException(
          "not inside a cluster ("
              + token
              + " or KUBERNETES_SERVICE_HOST is missing): name a kubeconfig with --kubeconfig");
    }
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    return new ApiAccess(
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://" + authority)
            .withCaCertFile(serviceAccount.resolve("ca.crt").toString())
            .withOauthTokenProvider(new TokenFile(token))
            .build());
  }

  /** Our token as it is now, null if we have none (client certificates). */
  public @Nullable String token() {
    OAuthTokenProvider provider = config.getOauthTokenProvider();
    String own = provider == null ? null : provider.getToken();
    if (own != null) {
      return own;
    }
    return config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
  }

  /** The API server's address. */
  public String server() {
    return config.getMasterUrl();
  }

  /**
   * The Fabric8 configuration: no retries below us, no WebSockets (the Vert.x client never pings
   * them), everything else as named.
   */
  Config toConfig(String userAgent) {
    return new ConfigBuilder(config)
        .withRequestRetryBackoffLimit(0)
        .withOnlyHttpWatches(true)
        .withConnectionTimeout(Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
        .withUserAgent(userAgent)
        .withOauthTokenProvider(tokenProvider())
        .build();
  }

  /**
   * Fabric8 asks for a fresh token once a minute, and where there is none (client certificates) it
   * reads the kubeconfig again for every single request; a provider of nothing keeps it from that.
   */
  private @Nullable OAuthTokenProvider tokenProvider() {
    boolean tokenless =
        config.getOauthTokenProvider() == null
            && config.getOauthToken() == null
            && config.getAutoOAuthToken() == null
            && config.getAuthProvider() == null;
    return tokenless ? new NoToken() : config.getOauthTokenProvider();
  }

  private static final class NoToken implements OAuthTokenProvider {
    @Override
    public @Nullable String getToken() {
      return null;
    }
  }
}
