package io.memguard.blackbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The last words in Kubernetes' termination log ({@code terminationMessagePath}), which {@code
 * kubectl describe pod} shows when the container has ended. The file is used only where it exists
 * and may be written; what the application wrote there stays in front of ours.
 */
public final class TerminationMessage {
  /** Kubernetes shows the last 4096 bytes; the application may have words of its own. */
  private static final int MOST_BYTES = 2048;

  private final Path file;
  private byte[] written = new byte[0];

  /** {@code path} may be empty or {@code off}: then nothing is written. */
  public TerminationMessage(String path) {
    this.file = Path.of(path.equals("off") ? "" : path);
  }

  /** Replaces what we said before; an empty text takes it back. Never throws. */
  public synchronized void say(String text) {
    byte[] words = text.isEmpty() ? new byte[0] : utf8(text + "\n");
    if (!Files.isRegularFile(file) || !Files.isWritable(file) || Arrays.equals(words, written)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long begin = ours(channel) ? channel.size() - written.length : channel.size();
      channel.truncate(begin);
      channel.position(begin);
      ByteBuffer bytes = ByteBuffer.wrap(words);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      written = words;
    } catch (IOException | RuntimeException e) {
      // The log has said the same words.
    }
  }

  /** Whether the file still ends with our words. */
  private boolean ours(FileChannel channel) throws IOException {
    if (written.length == 0 || channel.size() < written.length) {
      return false;
    }
    ByteBuffer tail = ByteBuffer.allocate(written.length);
    channel.read(tail, channel.size() - written.length);
    return Arrays.equals(tail.array(), written);
  }

  private static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= MOST_BYTES) {
      return bytes;
    }
    int end = MOST_BYTES - 1;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    byte[] cut = Arrays.copyOf(bytes, end + 1);
    cut[end] = '\n';
    return cut;
  }
}
