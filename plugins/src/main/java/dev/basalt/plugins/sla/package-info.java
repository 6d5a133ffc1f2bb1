/** The plugin {@code sla}: jobs that have waited long enough. */
@NullMarked
package dev.basalt.plugins.sla;

import org.jspecify.annotations.NullMarked;
