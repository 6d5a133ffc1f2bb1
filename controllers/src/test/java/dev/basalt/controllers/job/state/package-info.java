@NullMarked
package dev.basalt.controllers.job.state;

import org.jspecify.annotations.NullMarked;
