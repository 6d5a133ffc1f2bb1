/** Tests of the exporter's command. */
@NullMarked
package dev.basalt.app.exporter;

import org.jspecify.annotations.NullMarked;
