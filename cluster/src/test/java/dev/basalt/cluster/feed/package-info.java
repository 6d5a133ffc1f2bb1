/** Tests of the feeds. */
@NullMarked
package dev.basalt.cluster.feed;

import org.jspecify.annotations.NullMarked;
