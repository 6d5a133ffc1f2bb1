@NullMarked
package dev.basalt.controllers;

import org.jspecify.annotations.NullMarked;
