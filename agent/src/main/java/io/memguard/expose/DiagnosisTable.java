package io.memguard.expose;

import io.memguard.report.VerdictText;
import io.memguard.verdict.Culprit;
import io.memguard.verdict.Language;
import io.memguard.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

/**
 * Verdicts as open data, one row each with the fingerprint as its key. {@code limitBytes}, {@code
 * secondsToLimit} and {@code culprit} are null when unknown.
 */
final class DiagnosisTable {

  private final Language language;
  private final CompositeType row;
  private final TabularType table;

  DiagnosisTable(Language language) {
    this.language = language;
    try {
      Map<String, OpenType<?>> columns = columns();
      String[] names = columns.keySet().toArray(new String[0]);
      OpenType<?>[] types = columns.values().toArray(new OpenType<?>[0]);
      row = new CompositeType("Diagnosis", "One trouble that was found", names, names, types);
      table = new TabularType("Diagnoses", "Troubles found", row, new String[] {"fingerprint"});
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, OpenType<?>> columns() throws OpenDataException {
    ArrayType<String[]> strings = ArrayType.getArrayType(SimpleType.STRING);
    Map<String, OpenType<?>> columns = new LinkedHashMap<>();
    columns.put("kind", SimpleType.STRING);
    columns.put("severity", SimpleType.STRING);
    columns.put("summary", SimpleType.STRING);
    columns.put("explanation", SimpleType.STRING);
    columns.put("remedies", strings);
    columns.put("account", SimpleType.STRING);
    columns.put("bytes", SimpleType.LONG);
    columns.put("growthBytesPerSecond", SimpleType.DOUBLE);
    columns.put("limitBytes", SimpleType.LONG);
    columns.put("secondsToLimit", SimpleType.LONG);
    columns.put("confidence", SimpleType.DOUBLE);
    columns.put("fingerprint", SimpleType.STRING);
    columns.put("culprits", strings);
    columns.put("culprit", SimpleType.STRING);
    return columns;
  }

  TabularType type() {
    return table;
  }

  TabularData of(List<Verdict> verdicts) {
    TabularData data = new TabularDataSupport(table);
    for (Verdict verdict : verdicts) {
      if (!data.containsKey(new Object[] {verdict.fingerprint()})) {
        data.put(row(verdict));
      }
    }
    return data;
  }

  CompositeData row(Verdict verdict) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("kind", verdict.kind().label());
    values.put("severity", verdict.severity().label());
    values.put("summary", language.say(verdict.summary()));
    values.put("explanation", language.say(verdict.explanation()));
    values.put("remedies", language.say(verdict.remedies()).toArray(new String[0]));
    values.put("account", verdict.account());
    values.put("bytes", verdict.bytes());
    values.put("growthBytesPerSecond", verdict.growthBytesPerSecond());
    values.put("limitBytes", orNull(verdict.limitBytes()));
    values.put("secondsToLimit", orNull(verdict.secondsToLimit()));
    values.put("confidence", verdict.confidence());
    values.put("fingerprint", verdict.fingerprint());
    values.put(
        "culprits",
        verdict.culprits().stream()
            .map(culprit -> VerdictText.culprit(culprit, language))
            .toArray(String[]::new));
    // The first one's name alone: exporters take no arrays.
    values.put("culprit", verdict.culprits().stream().findFirst().map(Culprit::name).orElse(null));
    try {
      return new CompositeDataSupport(row, values);
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }

  static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
