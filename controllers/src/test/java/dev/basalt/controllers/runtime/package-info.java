@NullMarked
package dev.basalt.controllers.runtime;

import org.jspecify.annotations.NullMarked;
