@NullMarked
package dev.basalt.app.role;

import org.jspecify.annotations.NullMarked;
