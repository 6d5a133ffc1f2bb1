@NullMarked
package dev.basalt.webhook.review;

import org.jspecify.annotations.NullMarked;
