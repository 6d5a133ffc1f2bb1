package dev.basalt.testkit.fault;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a rule sees of a request.
 *
 * @param method in capital letters
 * @param path without the query, such as {@code /api/v1/namespaces/a/pods/b/binding}
 * @param query without the question mark; empty for none
 */
public record ApiRequest(String method, String path, String query) {

  /** Whether it opens a watch. */
  public boolean watch() {
    List<String> parameters = Arrays.asList(query.split("&"));
    return method.equals("GET")
        && (parameters.contains("watch=true")
            || parameters.contains("watch=1")
            || parameters.contains("watch"));
  }

  /** Every request. */
  public static Predicate<ApiRequest> any() {
    return request -> true;
  }

  /** Requests of one method whose whole path matches a regular expression. */
  public static Predicate<ApiRequest> matching(String method, String pathPattern) {
    return request -> request.method().equals(method) && request.path().matches(pathPattern);
  }

  /** Bindings of pods. */
  public static Predicate<ApiRequest> bindings() {
    return matching("POST", "/api/v1/namespaces/[^/]+/(pods/[^/]+/binding|bindings)");
  }

  /**
   * Watches of one resource in any or all namespaces.
   *
   * @param resource the plural, such as {@code pods}
   */
  public static Predicate<ApiRequest> watches(String resource) {
    return request -> request.watch() && request.path().endsWith("/" + resource);
  }

  /**
   * Plain lists of one resource in any or all namespaces.
   *
   * @param resource the plural, such as {@code pods}
   */
  public static Predicate<ApiRequest> lists(String resource) {
    return request ->
        request.method().equals("GET")
            && !request.watch()
            && request.path().endsWith("/" + resource);
  }
}
