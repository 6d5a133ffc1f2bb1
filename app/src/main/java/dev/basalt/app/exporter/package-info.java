/** The command {@code exporter}: what is in the cluster, as series. */
@NullMarked
package dev.basalt.app.exporter;

import org.jspecify.annotations.NullMarked;
