package io.memguard.demo.gallery;

/**
 * The service alone, but its heap may become larger than its container. MemGuard must say so before
 * it happens, and that nothing leaks.
 */
final class LimitMismatch implements Case {

  @Override
  public About about() {
    return About.sick(
            "limit-mismatch",
            "a maximum heap that is larger than the container",
            "limit-mismatch",
            "")
        .with("-Xmx600m");
  }
}
