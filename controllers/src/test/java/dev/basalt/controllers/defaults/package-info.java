@NullMarked
package dev.basalt.controllers.defaults;

import org.jspecify.annotations.NullMarked;
