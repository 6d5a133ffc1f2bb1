/**
 * Rules for Prometheus: series worked out in advance and alerts, written from here as a plain file
 * and as a PrometheusRule.
 */
@NullMarked
package dev.basalt.deploy.rule;

import org.jspecify.annotations.NullMarked;
