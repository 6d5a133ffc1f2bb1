/** {@code ./basalt cluster}: a local cluster for a person. */
@NullMarked
package dev.basalt.app.cluster;

import org.jspecify.annotations.NullMarked;
