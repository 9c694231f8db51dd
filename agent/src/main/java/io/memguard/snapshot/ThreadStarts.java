package io.memguard.snapshot;

import java.util.List;

/**
 * Threads that were started at one place.
 *
 * @param pattern their name with each number as {@code #}
 * @param stack of the thread that started them, innermost frame first, as {@code class.method:line}
 * @param count how many, since starts are watched
 */
public record ThreadStarts(String pattern, List<String> stack, int count) {}
