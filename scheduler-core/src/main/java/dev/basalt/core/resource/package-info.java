/** Resource amounts in fixed integer units: milli-CPU, bytes, counts. */
@NullMarked
package dev.basalt.core.resource;

import org.jspecify.annotations.NullMarked;
