/** What is in the cluster, as series for Prometheus. */
@NullMarked
package dev.basalt.exporter;

import org.jspecify.annotations.NullMarked;
