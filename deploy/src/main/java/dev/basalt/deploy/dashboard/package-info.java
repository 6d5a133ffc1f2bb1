/**
 * Dashboards: a model of what they show ({@link dev.basalt.deploy.dashboard.Dashboard}), the five
 * that there are ({@link dev.basalt.deploy.dashboard.Dashboards}), and how they are written as
 * Grafana's JSON.
 */
@NullMarked
package dev.basalt.deploy.dashboard;

import org.jspecify.annotations.NullMarked;
