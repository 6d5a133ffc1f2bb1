/**
 * Container images without a container engine: layers as tar files that come out the same each
 * time, the programs' own share of the system, a trimmed Java runtime, and the list of what is
 * inside.
 */
@NullMarked
package dev.basalt.deploy.image;

import org.jspecify.annotations.NullMarked;
