package dev.basalt.sim.report;

import dev.basalt.sim.replay.ReplayResult;

/**
 * One run of an input.
 *
 * @param name the configuration's name, as people see it
 */
public record Run(String name, ReplayResult result) {}
