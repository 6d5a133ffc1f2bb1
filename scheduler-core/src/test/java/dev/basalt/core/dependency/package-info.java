@NullMarked
package dev.basalt.core.dependency;

import org.jspecify.annotations.NullMarked;
