@NullMarked
package dev.basalt.exporter.series;

import org.jspecify.annotations.NullMarked;
