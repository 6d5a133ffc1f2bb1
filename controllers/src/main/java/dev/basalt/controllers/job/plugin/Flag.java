package dev.basalt.controllers.job.plugin;

/**
 * A flag of a job's plugin, as it is declared: the plugin reads it, and the configuration reference
 * is made of it.
 *
 * @param name without its dashes
 * @param standard the value where a job has none; empty for none
 * @param description what it does, in a sentence
 */
public record Flag(String name, String standard, String description) {}
