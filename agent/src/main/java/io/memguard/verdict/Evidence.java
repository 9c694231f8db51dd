package io.memguard.verdict;

/**
 * One figure that a verdict rests on; {@code unit} is {@code bytes}, {@code bytes/s}, {@code 1},
 * {@code s} or {@code %}.
 */
public record Evidence(String name, double value, String unit) {}
