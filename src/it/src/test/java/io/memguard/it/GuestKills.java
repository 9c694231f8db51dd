package io.memguard.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The same command, played in a guest machine with a real cgroup v2, where all is several times
 * slower.
 *
 * @param said its table
 * @param right whether it found nothing wrong
 */
record GuestKills(String said, boolean right) {

  private static final int SLOWER = 4;
  private static final int GUEST_MEGABYTES = 3_072;
  private static final int GUEST_SECONDS = 1_800;

  static GuestKills play(int lives, long seed) throws Exception {
    Path folder = Lab.path("memguard.work").resolve("kills").resolve("guest");
    Workbench.in(folder);
    Path table = folder.resolve("table");
    Process guest =
        new ProcessBuilder(
                Lab.script("cgroup2-vm"),
                "-N",
                "-m",
                Integer.toString(GUEST_MEGABYTES),
                "-t",
                Integer.toString(GUEST_SECONDS),
                "-o",
                folder.toString(),
                "--",
                "bash",
                "-c",
                String.join(" ", command(lives, seed)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    int code = guest.waitFor();
    String said = Files.exists(table) ? Files.readString(table) : "The guest did not finish.\n";
    return new GuestKills(said, code == 0);
  }

  /** Words of a shell in the guest. */
  private static List<String> command(int lives, long seed) {
    return List.of(
        Jdk.running().tool("java"),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "-Dmemguard.agent=" + Lab.AGENT,
        "-Dmemguard.demo=" + Lab.DEMO,
        "-Dmemguard.scripts=" + Lab.path("memguard.scripts"),
        "-Dmemguard.work=/tmp/kills",
        "-Dmemguard.patience=900",
        Kills.class.getName(),
        Integer.toString(lives),
        "--guest=0",
        "--jobs=1",
        "--seed=" + seed,
        "--slow=" + SLOWER,
        "--table=$OUT/table");
  }
}
