package dev.basalt.exporter.usage;

import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.SeenPod;
import dev.basalt.exporter.view.Usage;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks metrics.k8s.io now and then what pods use. Where nobody serves it, nothing is known, and it
 * is asked more rarely.
 */
public final class UsagePoll implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("exporter");
  private static final String PATH = "/apis/metrics.k8s.io/v1beta1/pods";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Looks without an answer after which what was known is too old. */
  private static final int TOO_OLD = 4;

  private static final int RARELY = 10;

  private final ApiTransport api;
  private final ClusterView view;
  private final Function<ObjectKey, @Nullable SeenPod> pods;
  private final Duration period;
  private final Thread thread;
  private int failures;
  private boolean known;

  /**
   * Does nothing until started.
   *
   * @param pods what is known of a pod, null if nothing
   * @param period how often it is asked where it is served
   */
  public UsagePoll(
      ApiTransport api,
      ClusterView view,
      Function<ObjectKey, @Nullable SeenPod> pods,
      Duration period) {
    this.api = api;
    this.view = view;
    this.pods = pods;
    this.period = period;
    this.thread = Thread.ofVirtual().name("usage").unstarted(this::run);
  }

  /** Begins to ask. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        boolean served = look();
        Thread.sleep(served ? period : period.multipliedBy(RARELY));
      }
    } catch (InterruptedException e) {
      LOG.debug("no more looks at what pods use");
    }
  }

  /** One look; returns whether it is worth another one soon. */
  boolean look() {
    try {
      ApiResponse answer = api.send(ApiRequest.get(PATH, TIMEOUT)).join();
      if (answer.successful()) {
        view.used(usage(answer.body()));
        failures = 0;
        known = true;
        return true;
      }
      return missed(answer.status());
    } catch (CompletionException | IOException e) {
      LOG.debug("what pods use is not known: {}", e.getMessage());
      return missed(0);
    }
  }

  private Usage usage(byte[] body) throws IOException {
    Usage usage = new Usage();
    PodMetrics.read(
        body,
        (pod, amounts) -> {
          SeenPod seen = pods.apply(pod);
          if (seen != null) {
            usage.add(seen, amounts);
          }
        });
    return usage;
  }

  private boolean missed(int status) {
    failures++;
    boolean nobody = status == HttpURLConnection.HTTP_NOT_FOUND;
    if (known && (nobody || failures >= TOO_OLD)) {
      known = false;
      view.used(new Usage());
    }
    return !nobody;
  }
}
