@NullMarked
package dev.basalt.controllers.flow;

import org.jspecify.annotations.NullMarked;
