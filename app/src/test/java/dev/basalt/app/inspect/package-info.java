/** Tests of what the commands print of the inspector's answers. */
@NullMarked
package dev.basalt.app.inspect;

import org.jspecify.annotations.NullMarked;
