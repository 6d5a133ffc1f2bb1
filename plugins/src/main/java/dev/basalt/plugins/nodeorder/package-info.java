/** Scores nodes by load and by what pods prefer. */
@NullMarked
package dev.basalt.plugins.nodeorder;

import org.jspecify.annotations.NullMarked;
