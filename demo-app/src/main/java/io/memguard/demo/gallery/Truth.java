package io.memguard.demo.gallery;

/**
 * The verdict that a case deserves.
 *
 * @param kind the label of the verdict, or {@code healthy} when there must be silence
 * @param severity the least severity that the verdict must reach: {@code warning}, or {@code info}
 *     where nothing is wrong and the user would ask all the same
 * @param culprit a regular expression found in the name of the culprit, or in the stack or chain
 *     that leads to it; empty when healthy, and where there is nobody to name
 */
public record Truth(String kind, String severity, String culprit) {

  public static final Truth HEALTHY = new Truth("healthy", "", "");

  public boolean isHealthy() {
    return equals(HEALTHY);
  }
}
