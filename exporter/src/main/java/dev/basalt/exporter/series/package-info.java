/** What is known of the cluster, as series. */
@NullMarked
package dev.basalt.exporter.series;

import org.jspecify.annotations.NullMarked;
