/** Hand-written fakes and samples for the tests of the engine. */
@NullMarked
package dev.basalt.core.testing;

import org.jspecify.annotations.NullMarked;
