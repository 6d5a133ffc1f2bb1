/** What the scheduler must show on a real API server, seen through that server only. */
@NullMarked
package dev.basalt.app.acceptance;

import org.jspecify.annotations.NullMarked;
