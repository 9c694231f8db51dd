package io.memguard.demo.gallery;

/**
 * A disease, or a healthy habit that looks like one, added to the order service.
 *
 * <p>A new case costs nothing until it is started; requests then reach it from several threads. It
 * throws only when what it holds is not what it put there.
 */
public interface Case {

  About about();

  /** Called once, before the first request. */
  default void start(Run run) {}

  /**
   * Called within every request.
   *
   * @param n counts the requests from 1
   */
  default void onRequest(long n) throws Exception {}

  /**
   * The load as a multiple of the usual one.
   *
   * @param shareOfRun how much of the run has passed, 0 to 1
   */
  default double load(double shareOfRun) {
    return 1;
  }
}
