package io.memguard.detect;

import io.memguard.verdict.Verdict;
import java.util.Optional;
import java.util.Set;

/**
 * What a detector makes of a window.
 *
 * @param verdict the diagnosis, if there is one
 * @param questions what the detector would like to know
 * @param reason why there is no verdict; empty when there is one
 */
public record Finding(Optional<Verdict> verdict, Set<Question> questions, String reason) {

  static Finding none(String reason) {
    return new Finding(Optional.empty(), Set.of(), reason);
  }

  static Finding asking(Set<Question> questions, String reason) {
    return new Finding(Optional.empty(), questions, reason);
  }

  static Finding of(Verdict verdict, Set<Question> questions) {
    return new Finding(Optional.of(verdict), questions, "");
  }
}
