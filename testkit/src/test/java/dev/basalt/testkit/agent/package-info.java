/** Tests of the node agent. */
@NullMarked
package dev.basalt.testkit.agent;

import org.jspecify.annotations.NullMarked;
