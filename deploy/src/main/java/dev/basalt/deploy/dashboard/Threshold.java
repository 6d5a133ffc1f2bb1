package dev.basalt.deploy.dashboard;

/**
 * The colour from a value on.
 *
 * @param value in the panel's unit
 * @param color Grafana's name of it
 */
public record Threshold(double value, String color) {}
