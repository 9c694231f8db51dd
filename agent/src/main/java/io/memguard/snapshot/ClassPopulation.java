package io.memguard.snapshot;

/**
 * All instances of the classes of one name, loaders taken together.
 *
 * @param name as written in source, such as {@code byte[]}; nested classes with {@code $}
 * @param bytes shallow size of all of them
 */
public record ClassPopulation(String name, long count, long bytes) {}
