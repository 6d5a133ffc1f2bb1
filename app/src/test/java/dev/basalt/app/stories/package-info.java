/** Stories that happen on a real API server, with a real scheduler process. */
@NullMarked
package dev.basalt.app.stories;

import org.jspecify.annotations.NullMarked;
