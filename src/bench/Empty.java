/** The agent that does nothing: what any {@code -javaagent} costs. */
public final class Empty {
  public static void premain(String arguments) {}
}
