/** Removes what nobody needs any more and nothing else removes. */
@NullMarked
package dev.basalt.controllers.garbage;

import org.jspecify.annotations.NullMarked;
