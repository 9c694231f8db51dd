package io.memguard.snapshot;

import java.util.Optional;

/**
 * A memory cgroup looked at once, from outside.
 *
 * @param origin where it was read: a file, a folder, a process
 * @param scope how much of the group was to be seen
 * @param machine the machine around it, where its {@code /proc} was there too
 */
public record CapturedContainer(
    String origin,
    Scope scope,
    ContainerMemory memory,
    PageActivity activity,
    Optional<MachineMemory> machine) {

  /** How much was to be seen. */
  public enum Scope {
    /** The group's folder, with its limits, events and the kernel's own usage. */
    FOLDER,
    /**
     * {@code memory.stat} alone: usage is a sum of accounts, v1 kernel memory and v2 limits are not
     * in it.
     */
    STAT_ALONE,
    /** The root group, which stands for the whole machine and has no limit. */
    ROOT
  }

  public CapturedContainer withMemory(ContainerMemory other) {
    return new CapturedContainer(origin, scope, other, activity, machine);
  }
}
