/**
 * Reads the API server's protobuf encoding of pods and nodes straight into specs: only the fields
 * that scheduling reads, without generated classes and without objects in between.
 */
@NullMarked
package dev.basalt.cluster.feed.protobuf;

import org.jspecify.annotations.NullMarked;
