package io.memguard.it.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Waits until a file appears and then ends as it is told. */
public final class Ends {

  private static final int BLOCK_BYTES = 1 << 20;

  private Ends() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("started");
    while (!Files.exists(Path.of(args[1]))) {
      Thread.sleep(20);
    }
    switch (args[0]) {
      case "return" -> System.out.println("returning");
      case "exit" -> System.exit(5);
      case "halt" -> Runtime.getRuntime().halt(6);
      case "fill", "starve" -> fill();
      case "hang" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(Ends::hang));
        System.exit(7);
      }
      default -> Thread.sleep(600_000);
    }
  }

  private static void hang() {
    try {
      Thread.sleep(600_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fill() {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < Integer.MAX_VALUE) {
      kept.add(new byte[BLOCK_BYTES]);
    }
  }
}
