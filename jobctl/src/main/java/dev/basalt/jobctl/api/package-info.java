/** The API server, as seen by a command that sends few requests and starts fast. */
@NullMarked
package dev.basalt.jobctl.api;

import org.jspecify.annotations.NullMarked;
