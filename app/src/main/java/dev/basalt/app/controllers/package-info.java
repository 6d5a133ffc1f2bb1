/** The command {@code controllers}: what makes pods of jobs, as a process. */
@NullMarked
package dev.basalt.app.controllers;

import org.jspecify.annotations.NullMarked;
