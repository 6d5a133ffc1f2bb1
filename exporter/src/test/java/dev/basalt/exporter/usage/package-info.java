@NullMarked
package dev.basalt.exporter.usage;

import org.jspecify.annotations.NullMarked;
