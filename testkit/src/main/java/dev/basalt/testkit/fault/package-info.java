/** A proxy between a client and an API server that misbehaves on request. */
@NullMarked
package dev.basalt.testkit.fault;

import org.jspecify.annotations.NullMarked;
