/**
 * Programs that tests run beside a cluster: built like it, the first time that one is asked for.
 */
@NullMarked
package dev.basalt.testkit.tool;

import org.jspecify.annotations.NullMarked;
