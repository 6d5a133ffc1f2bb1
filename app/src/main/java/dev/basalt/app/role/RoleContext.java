package dev.basalt.app.role;

import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What a process has for a role that starts in it.
 *
 * @param opened what the role opens; the process closes it, and by that ends the role
 * @param connections closed after that, and after the endpoints if they are the role's alone
 * @param registry where the role's metrics go
 * @param port of the endpoints
 */
public record RoleContext(
    ClosingStack opened, ClosingStack connections, PrometheusMeterRegistry registry, int port) {
  /**
   * Opens a client that outlives what the role opens; no request is sent yet.
   *
   * @param userAgent how the role names itself in the API server's logs
   */
  public ApiClient connect(ApiAccess access, String userAgent) {
    return connections.open(ApiClient.open(access, userAgent));
  }
}
