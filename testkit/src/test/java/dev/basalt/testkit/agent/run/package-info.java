/** Tests of commands that really run. */
@NullMarked
package dev.basalt.testkit.agent.run;

import org.jspecify.annotations.NullMarked;
