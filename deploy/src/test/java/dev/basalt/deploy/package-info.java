@NullMarked
package dev.basalt.deploy;

import org.jspecify.annotations.NullMarked;
