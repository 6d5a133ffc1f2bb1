package dev.basalt.app.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.server.ReviewObserver.Outcome;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class WebhookMetricsTest {
  @Test
  void reviewsAreCountedByKindOperationAndVerdict() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    WebhookMetrics metrics = new WebhookMetrics(registry);

    metrics.answered("/jobs/validate", Operation.CREATE, Outcome.REFUSED, 2_000_000);
    metrics.answered("/jobs/validate", Operation.CREATE, Outcome.REFUSED, 2_000_000);
    metrics.answered("/pods/mutate", null, Outcome.TURNED_AWAY, 1_000);

    assertThat(registry.scrape())
        .contains(
            "basalt_webhook_reviews_total{kind=\"jobs\",operation=\"create\",stage=\"validate\",verdict=\"refused\"}"
                + " 2.0",
            "basalt_webhook_reviews_total{kind=\"pods\",operation=\"unknown\",stage=\"mutate\",verdict=\"turned-away\"}"
                + " 1.0",
            "basalt_webhook_review_seconds_count{kind=\"jobs\",stage=\"validate\"} 2",
            "basalt_webhook_review_seconds_bucket{kind=\"jobs\",stage=\"validate\",le=\"0.005\"}"
                + " 2");
    assertThat(registry.scrape().lines().filter(line -> line.startsWith("# TYPE ")))
        .as("names that no other role has")
        .allMatch(line -> line.startsWith("# TYPE basalt_webhook_"));
  }
}
