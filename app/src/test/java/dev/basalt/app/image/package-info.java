@NullMarked
package dev.basalt.app.image;

import org.jspecify.annotations.NullMarked;
