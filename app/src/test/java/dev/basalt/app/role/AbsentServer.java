package dev.basalt.app.role;

import dev.basalt.cluster.http.ApiAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An API server that is not there: each request to it fails at once. */
public final class AbsentServer {
  private AbsentServer() {}

  /**
   * Access to it.
   *
   * @param folder takes a kubeconfig file
   */
  public static ApiAccess access(Path folder) throws IOException {
    return ApiAccess.kubeconfig(
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: none
            clusters:
            - {name: none, cluster: {server: "http://127.0.0.1:1"}}
            contexts:
            - {name: none, context: {cluster: none, user: none}}
            users:
            - {name: none, user: {token: none}}
            """));
  }
}
