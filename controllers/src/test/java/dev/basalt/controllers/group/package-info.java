@NullMarked
package dev.basalt.controllers.group;

import org.jspecify.annotations.NullMarked;
