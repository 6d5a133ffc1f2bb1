/**
 * The one door to the API server: how a client is made, and a helper that sends prebuilt bytes and
 * gets a status and bytes back. No retries happen in here.
 */
@NullMarked
package dev.basalt.cluster.http;

import org.jspecify.annotations.NullMarked;
