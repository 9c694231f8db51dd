import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of a page, each on a thread of its own, until they are closed. */
final class Clients implements AutoCloseable {
  private static final int COUNT = 200;
  private static final int PATIENCE_MILLIS = 10_000;

  /** What they do. */
  enum Habit {
    /** What an open page asks for, every two seconds. */
    PAGES(
        "200 pages open", 2_000, get("/api/history"), get("/api/statement"), get("/api/verdicts")),
    /** All paths and all sorts of bad requests, without a pause. */
    FLOOD(
        "200 without a pause",
        0,
        get("/"),
        get("/metrics"),
        get("/report"),
        get("/api/history"),
        get("/api/statement"),
        get("/../../etc/passwd"),
        "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx",
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000),
        "\u0016\u0003\u0001\u0002"),
    /** Half a request, and nothing more until the server gives them up. */
    SLOW("200 that never finish", 0, "GET / HTT");

    private final String words;
    private final int pauseMillis;
    private final List<byte[]> requests = new ArrayList<>();

    Habit(String words, int pauseMillis, String... requests) {
      this.words = words;
      this.pauseMillis = pauseMillis;
      for (String request : requests) {
        this.requests.add(request.getBytes(StandardCharsets.ISO_8859_1));
      }
    }

    String words() {
      return words;
    }

    private static String get(String path) {
      return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
  }

  private final int port;
  private final Habit habit;
  private final AtomicLong answers = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  private Clients(int port, Habit habit) {
    this.port = port;
    this.habit = habit;
  }

  static Clients of(int port, Habit habit) {
    Clients clients = new Clients(port, habit);
    for (int i = 0; i < COUNT; i++) {
      int number = i;
      Thread thread = new Thread(() -> clients.run(number), "client-" + i);
      thread.setDaemon(true);
      clients.threads.add(thread);
    }
    clients.threads.forEach(Thread::start);
    return clients;
  }

  /** How many answers came so far. */
  long answers() {
    return answers.get();
  }

  private void run(int number) {
    try {
      TimeUnit.MILLISECONDS.sleep((long) habit.pauseMillis * number / COUNT);
      for (int turn = number; !over; turn++) {
        ask(habit.requests.get(turn % habit.requests.size()));
        if ((turn + 1) % habit.requests.size() == 0) {
          TimeUnit.MILLISECONDS.sleep(habit.pauseMillis);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(byte[] request) throws InterruptedException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      InputStream in = socket.getInputStream();
      if (in.readAllBytes().length > 0) {
        answers.incrementAndGet();
      }
    } catch (IOException sentAway) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join(PATIENCE_MILLIS);
    }
  }
}
