@NullMarked
package dev.basalt.core.estimate;

import org.jspecify.annotations.NullMarked;
