@NullMarked
package dev.basalt.app.webhook;

import org.jspecify.annotations.NullMarked;
