/** Layers, archives and lists, each by itself. */
@NullMarked
package dev.basalt.deploy.image;

import org.jspecify.annotations.NullMarked;
