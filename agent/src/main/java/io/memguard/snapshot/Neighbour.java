package io.memguard.snapshot;

/** Another process of this container's cgroup; {@code rss} in bytes. */
public record Neighbour(int pid, String name, long rss) {}
