package io.memguard.snapshot;

/**
 * Whether the JIT compiler has room to work.
 *
 * @param enabled false while it is stopped because the code cache is full
 * @param stopped how often it was stopped in this life
 */
public record CompilerState(boolean enabled, long stopped) {}
