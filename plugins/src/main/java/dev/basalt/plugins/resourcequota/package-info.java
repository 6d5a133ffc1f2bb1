/** Holds groups back whose pods the API server would refuse to create. */
@NullMarked
package dev.basalt.plugins.resourcequota;

import org.jspecify.annotations.NullMarked;
