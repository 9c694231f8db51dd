package io.memguard.demo.gallery;

/**
 * The verdict that a case deserves.
 *
 * @param kind the label of the verdict, or {@code healthy} when there must be silence
 * @param culprit a regular expression found in the name of the culprit; empty when healthy
 */
public record Truth(String kind, String culprit) {

  public static final Truth HEALTHY = new Truth("healthy", "");

  public boolean isHealthy() {
    return equals(HEALTHY);
  }
}
