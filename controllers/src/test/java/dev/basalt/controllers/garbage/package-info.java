@NullMarked
package dev.basalt.controllers.garbage;

import org.jspecify.annotations.NullMarked;
