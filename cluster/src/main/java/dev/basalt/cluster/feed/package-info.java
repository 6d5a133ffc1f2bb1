/**
 * Watches the cluster and tells the engine what changes: one port, {@link
 * dev.basalt.cluster.feed.ClusterFeed}, over Fabric8 informers or over a protobuf watch.
 */
@NullMarked
package dev.basalt.cluster.feed;

import org.jspecify.annotations.NullMarked;
