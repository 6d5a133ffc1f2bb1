@NullMarked
package dev.basalt.controllers.job;

import org.jspecify.annotations.NullMarked;
