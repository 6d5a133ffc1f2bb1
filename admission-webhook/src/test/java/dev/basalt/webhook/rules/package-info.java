@NullMarked
package dev.basalt.webhook.rules;

import org.jspecify.annotations.NullMarked;
