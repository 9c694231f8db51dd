package io.memguard.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the kernel killed, as wall time. Its log counts from the boot by a clock that nobody
 * corrects, so a line of our own is written into it once, and compared.
 *
 * @param bootMillis wall time, since 1970, at which the log's clock was zero
 */
record KernelClock(long bootMillis) {

  static KernelClock read() throws IOException, InterruptedException {
    String mark = "memguard-kills: the time is " + System.nanoTime();
    long now = System.currentTimeMillis();
    Files.writeString(Path.of("/dev/kmsg"), mark + "\n", StandardOpenOption.WRITE);
    long logged =
        millis(Pattern.quote(mark)).orElseThrow(() -> new IOException("dmesg says nothing"));
    return new KernelClock(now - logged);
  }

  /** When the OOM killer ended that process; empty when it did not. */
  OptionalLong oomKill(long pid) throws IOException, InterruptedException {
    OptionalLong logged = millis(".*Killed process " + pid + " \\(.*");
    return logged.isPresent()
        ? OptionalLong.of(bootMillis + logged.getAsLong())
        : OptionalLong.empty();
  }

  /** The newest line of that text, in milliseconds of the log's clock. */
  private static OptionalLong millis(String text) throws IOException, InterruptedException {
    Pattern line = Pattern.compile("(?m)^\\[\\s*(\\d+)\\.(\\d{3})\\d*\\] " + text + "$");
    Process dmesg = new ProcessBuilder("dmesg").redirectErrorStream(true).start();
    String log = new String(dmesg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    dmesg.waitFor();
    OptionalLong newest = OptionalLong.empty();
    for (Matcher found = line.matcher(log); found.find(); ) {
      newest =
          OptionalLong.of(1000 * Long.parseLong(found.group(1)) + Long.parseLong(found.group(2)));
    }
    return newest;
  }
}
