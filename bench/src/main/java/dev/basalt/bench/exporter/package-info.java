/** What a scrape of the exporter costs. */
@NullMarked
package dev.basalt.bench.exporter;

import org.jspecify.annotations.NullMarked;
