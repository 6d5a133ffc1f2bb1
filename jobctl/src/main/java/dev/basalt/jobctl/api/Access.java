package dev.basalt.jobctl.api;

import dev.basalt.jobctl.Failure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where the API server is, who we are to it, and the namespace: found as kubectl finds them, by
 * {@code --kubeconfig}, {@code KUBECONFIG}, {@code ~/.kube/config}, or the pod that we run in.
 */
public final class Access {
  private final @Nullable Path kubeconfig;
  private final @Nullable String context;
  private volatile Config config;

  private Access(@Nullable Path kubeconfig, @Nullable String context) {
    this.kubeconfig = kubeconfig;
    this.context = context;
    this.config = load(kubeconfig, context);
  }

  /**
   * Reads the configuration.
   *
   * @param kubeconfig null to look where kubectl looks
   * @param context null for the current one
   * @throws Failure if there is none, or it cannot be used
   */
  public static Access of(@Nullable Path kubeconfig, @Nullable String context) {
    return new Access(kubeconfig, context);
  }

  private static Config load(@Nullable Path kubeconfig, @Nullable String context) {
    if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
      throw new Failure("--kubeconfig " + kubeconfig + " cannot be read; name an existing file");
    }
    Config config;
    try {
      config =
          kubeconfig == null
              ? Config.autoConfigure(context)
              : Config.fromKubeconfig(context, kubeconfig.toFile());
    } catch (RuntimeException e) {
      throw new Failure("the kubeconfig cannot be used: " + e.getMessage());
    }
    boolean inPod = kubeconfig == null && System.getenv("KUBERNETES_SERVICE_HOST") != null;
    if (config.getCurrentContext() == null && (!inPod || context != null)) {
      throw new Failure(
          context == null
              ? "no cluster: there is no kubeconfig with a current context; set KUBECONFIG, or name one with --kubeconfig"
              : "the kubeconfig has no context \""
                  + context
                  + "\"; see kubectl config get-contexts");
    }
    return config;
  }

  Config config() {
    return config;
  }

  /** Reads it again: tokens expire while a command runs. */
  void reload() {
    config = load(kubeconfig, context);
  }

  /** The API server's address, without a slash at the end. */
  public String server() {
    String server = config.getMasterUrl();
    return server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
  }

  /** The namespace of the context. */
  public String namespace() {
    String namespace = config.getNamespace();
    return namespace == null || namespace.isEmpty() ? "default" : namespace;
  }

  /** Our token, null if we have none. */
  public @Nullable String token() {
    OAuthTokenProvider provider = config.getOauthTokenProvider();
    String own = provider == null ? null : provider.getToken();
    if (own != null) {
      return own;
    }
    return config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
  }

  /** The header that says who we are; null with client certificates. */
  @Nullable String authorization() {
    String token = token();
    if (token != null && !token.isEmpty()) {
      return "Bearer " + token;
    }
    if (config.getUsername() != null && config.getPassword() != null) {
      String pair = config.getUsername() + ":" + config.getPassword();
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
    return null;
  }
}
