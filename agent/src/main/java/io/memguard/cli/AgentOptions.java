package io.memguard.cli;

import java.util.List;

/** The options of the agent, as far as the command line needs to know them. */
public interface AgentOptions {

  /** All options with their meanings, as lines. */
  String list();

  /**
   * What cannot be understood in {@code key=value,...}, a sentence each; empty when all is well.
   */
  List<String> problems(String arguments);
}
