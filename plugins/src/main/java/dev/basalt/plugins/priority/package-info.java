/** Orders jobs and tasks by priority. */
@NullMarked
package dev.basalt.plugins.priority;

import org.jspecify.annotations.NullMarked;
