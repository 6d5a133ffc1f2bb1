/** What is kept of the cluster's objects: small values, and sums that follow them. */
@NullMarked
package dev.basalt.exporter.view;

import org.jspecify.annotations.NullMarked;
