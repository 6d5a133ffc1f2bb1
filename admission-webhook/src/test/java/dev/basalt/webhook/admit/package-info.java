@NullMarked
package dev.basalt.webhook.admit;

import org.jspecify.annotations.NullMarked;
