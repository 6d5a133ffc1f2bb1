/** The container image of Basalt: what goes into it, and the command that makes it. */
@NullMarked
package dev.basalt.app.image;

import org.jspecify.annotations.NullMarked;
