package dev.basalt.app.acceptance;

import dev.basalt.app.role.RoleProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The endpoints of a role's process, asked as a probe or Prometheus asks. */
record Endpoint(int port) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Endpoint of(RoleProcess<?> process) {
    return new Endpoint(process.port());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(path, "*/*");
  }

  /** The same for one who prefers OpenMetrics. */
  HttpResponse<String> openMetrics(String path) throws IOException, InterruptedException {
    return get(path, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
  }

  private HttpResponse<String> get(String path, String accept)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept", accept)
            .timeout(Scene.SOON)
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }
}
