/** Says on demand all there is to say about a job that waits; costs nothing until it is asked. */
@NullMarked
package dev.basalt.core.explain;

import org.jspecify.annotations.NullMarked;
