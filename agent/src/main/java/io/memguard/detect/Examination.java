package io.memguard.detect;

import io.memguard.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all detectors together make of one window.
 *
 * @param questions what they would like to know
 * @param silence why a detector has no verdict, by its name
 */
public record Examination(
    List<Verdict> verdicts, Set<Question> questions, Map<String, String> silence) {}
