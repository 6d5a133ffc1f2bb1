@NullMarked
package dev.basalt.controllers.job.oom;

import org.jspecify.annotations.NullMarked;
