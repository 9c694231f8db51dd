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
    String type, boolean jdk, int loaders, int classes, String pattern, int ofPattern) {
  private static final String LAMBDA = "$$Lambda";

  /**
   * Whether the commonest ones are classes of lambdas. They are hidden classes, but strong ones
   * (InnerClassLambdaMetafactory defines them with {@code ClassOption.STRONG}, from JDK 15 on):
   * they are not unloaded before their loader, even where nothing refers to them.
   */
  public boolean ofLambdas() {
    return pattern.contains(LAMBDA);
  }
}
