package io.memguard.it;

/** {@code PrintBean PID TYPE}: every attribute of a bean as {@code name=value} on stdout. */
public final class PrintBean {

  private PrintBean() {}

  public static void main(String[] args) {
    try (Beans beans = Beans.of(Long.parseLong(args[0]))) {
      beans.values(args[1]).forEach((name, value) -> System.out.println(name + "=" + value));
    }
  }
}
