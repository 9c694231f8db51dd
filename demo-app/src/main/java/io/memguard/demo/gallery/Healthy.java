package io.memguard.demo.gallery;

/**
 * The service alone. MemGuard must say nothing, and its statement must balance; ordinary garbage is
 * no growth.
 */
final class Healthy implements Case {

  @Override
  public About about() {
    return About.healthy("healthy", "the order service and nothing else");
  }
}
