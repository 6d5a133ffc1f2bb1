@NullMarked
package dev.basalt.controllers.made;

import org.jspecify.annotations.NullMarked;
