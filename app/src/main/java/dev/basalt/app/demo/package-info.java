/** {@code ./basalt demo}: a busy cluster to look at, and figures of what happened there. */
@NullMarked
package dev.basalt.app.demo;

import org.jspecify.annotations.NullMarked;
