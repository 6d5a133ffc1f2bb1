/** The custom resource definitions of every kind, as an API server takes them. */
@NullMarked
package dev.basalt.api.crd;

import org.jspecify.annotations.NullMarked;
