/** Tests of the protobuf readers, and what builds bytes for them. */
@NullMarked
package dev.basalt.cluster.feed.protobuf;

import org.jspecify.annotations.NullMarked;
