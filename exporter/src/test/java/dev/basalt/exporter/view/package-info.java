@NullMarked
package dev.basalt.exporter.view;

import org.jspecify.annotations.NullMarked;
