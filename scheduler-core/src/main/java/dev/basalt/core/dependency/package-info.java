/** What must come before what, by names. */
@NullMarked
package dev.basalt.core.dependency;

import org.jspecify.annotations.NullMarked;
