package io.memguard.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line: the name of a case, then {@code key=value}. */
record Arguments(
    String name, int seconds, int rate, int port, long limitBytes, boolean load, double until) {

  static Arguments parse(List<String> args) {
    if (args.isEmpty()) {
      throw new IllegalArgumentException("the name of a case is missing");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String arg : args.subList(1, args.size())) {
      int equals = arg.indexOf('=');
      values.put(arg.substring(0, Math.max(0, equals)), arg.substring(equals + 1));
    }
    Arguments arguments =
        new Arguments(
            args.get(0),
            number(values, "seconds", 120),
            number(values, "rate", 100),
            number(values, "port", 0),
            values.containsKey("limit")
                ? (long) number(values, "limit", 0) << 20
                : ContainerLimit.bytes(),
            !"off".equals(values.remove("load")),
            Double.parseDouble(values.getOrDefault("until", "1")));
    values.keySet().removeAll(List.of("limit", "until"));
    if (!values.isEmpty()) {
      throw new IllegalArgumentException("not understood: " + values);
    }
    return arguments;
  }

  private static int number(Map<String, String> values, String key, int otherwise) {
    String value = values.remove(key);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
