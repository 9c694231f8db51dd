package io.memguard.source;

import io.memguard.snapshot.NativeMemory;
import io.memguard.snapshot.Reading;

/** Native Memory Tracking, summary level: {@code VM.native_memory}. */
public final class NativeMemoryTracking implements Source<NativeMemory> {

  private final CommandRunner commands;

  public NativeMemoryTracking(CommandRunner commands) {
    this.commands = commands;
  }

  @Override
  public String name() {
    return "native-memory";
  }

  @Override
  public Reading<NativeMemory> read() {
    return commands.run("VM.native_memory summary scale=b").flatMap(NativeMemoryParser::parse);
  }
}
