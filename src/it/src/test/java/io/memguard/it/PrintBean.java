package io.memguard.it;

/**
 * {@code PrintBean PID TYPE [SECONDS]}: every attribute of a bean as {@code name=value} on stdout,
 * so many seconds after the connection was made.
 */
public final class PrintBean {

  private PrintBean() {}

  public static void main(String[] args) throws InterruptedException {
    try (Beans beans = Beans.of(Long.parseLong(args[0]))) {
      beans.values(args[1]);
      Thread.sleep(args.length > 2 ? 1000 * Long.parseLong(args[2]) : 0);
      beans.values(args[1]).forEach((name, value) -> System.out.println(name + "=" + value));
    }
  }
}
