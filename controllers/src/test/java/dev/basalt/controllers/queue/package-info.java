@NullMarked
package dev.basalt.controllers.queue;

import org.jspecify.annotations.NullMarked;
