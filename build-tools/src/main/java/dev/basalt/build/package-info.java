/** Quality gates that run in the build itself. */
@NullMarked
package dev.basalt.build;

import org.jspecify.annotations.NullMarked;
