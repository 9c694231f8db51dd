package io.memguard.snapshot;

/**
 * Class loaders of one type that have loaded something.
 *
 * @param type class of the loaders; {@code bootstrap} for the boot loader
 * @param jdk whether the JDK makes classes of its own there, as the boot loader does
 * @param loaders how many there are
 * @param classes classes that they defined, hidden ones included
 * @param pattern the commonest name pattern among those classes, such as {@code Script#}; empty
 *     until they were looked at
 * @param ofPattern how many classes have that name pattern
 */
public record LoaderFamily(
    String type, boolean jdk, int loaders, int classes, String pattern, int ofPattern) {}
