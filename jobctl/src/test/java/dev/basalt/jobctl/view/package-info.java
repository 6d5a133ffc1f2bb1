@NullMarked
package dev.basalt.jobctl.view;

import org.jspecify.annotations.NullMarked;
