@NullMarked
package dev.basalt.controllers.job.plugin;

import org.jspecify.annotations.NullMarked;
