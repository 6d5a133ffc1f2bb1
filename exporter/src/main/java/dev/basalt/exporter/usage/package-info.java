/** What pods really use, where the cluster tells. */
@NullMarked
package dev.basalt.exporter.usage;

import org.jspecify.annotations.NullMarked;
