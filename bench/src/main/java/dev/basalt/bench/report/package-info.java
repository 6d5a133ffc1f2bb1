/** What benchmarks and races write down: figures, and sections of a document. */
@NullMarked
package dev.basalt.bench.report;

import org.jspecify.annotations.NullMarked;
