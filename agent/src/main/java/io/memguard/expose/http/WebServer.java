package io.memguard.expose.http;

import io.memguard.thread.OwnThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers GET requests on one thread of its own, whatever clients do: connections, request sizes,
 * times and the thread's share of a core are bounded.
 *
 * <p>Not {@code com.sun.net.httpserver}: that one logs through the application's log manager, takes
 * its limits from system properties that it shares with the application, reads requests in blocking
 * mode, needs three threads, and may be missing in a small runtime image.
 */
public final class WebServer implements Runnable {
  private static final int MOST_CONNECTIONS = 64;
  private static final int MOST_WAITING = 256;

  /** A client has this long to send its request and take the answer. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The same while others wait for a place. */
  private static final long PATIENCE_WHEN_FULL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_MILLIS = 250;

  /** It rests so many times as long as it worked: clients take a fifth of a core at most. */
  private static final int REST_FOR_WORK = 4;

  private final String host;
  private final int port;
  private final Function<Request, Response> site;
  private final Consumer<String> log;
  private final Set<Connection> connections = new HashSet<>();
  private Selector selector;
  private SelectionKey door;

  /**
   * @param address {@code host:port}; {@code *} as the host is every address, port 0 any free one
   * @param log hears one sentence when it listens, or why it cannot
   */
  public WebServer(String address, Site site, Consumer<String> log) {
    int colon = address.lastIndexOf(':');
    this.host = address.substring(0, colon);
    this.port = Integer.parseInt(address.substring(colon + 1));
    this.site = site::answer;
    this.log = log;
  }

  /** Serves on a daemon thread until the JVM ends. */
  public void start() {
    new OwnThread("http", this)
        .tryStart()
        .ifPresent(limit -> log.accept("the web page is not available: " + limit));
  }

  @Override
  public void run() {
    try {
      open();
    } catch (IOException | RuntimeException e) {
      log.accept(
          "the web page is not available: cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "); choose another address with the option http");
      return;
    }
    while (!Thread.currentThread().isInterrupted()) {
      try {
        serve();
      } catch (Throwable failure) {
        // No memory, no file descriptors: the page is not worth the host's trouble. Later again.
        pause();
      }
    }
  }

  private void open() throws IOException {
    InetSocketAddress address =
        host.equals("*")
            ? new InetSocketAddress(port)
            : new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port);
    if (address.isUnresolved()) {
      throw new IOException("unknown host");
    }
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(address, MOST_WAITING);
      server.configureBlocking(false);
      selector = Selector.open();
      door = server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    log.accept("page: http://" + host.replace("*", "0.0.0.0") + ":" + localPort(server) + "/");
  }

  private static int localPort(ServerSocketChannel server) throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  private void serve() throws IOException {
    selector.select(connections.isEmpty() && isOpen() ? 0 : LOOK_MILLIS);
    long began = System.nanoTime();
    List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
    selector.selectedKeys().clear();
    for (SelectionKey key : ready) {
      if (key != door) {
        proceed((Connection) key.attachment());
      }
    }
    expire();
    if (ready.contains(door)) {
      accept();
    }
    door.interestOps(isOpen() ? SelectionKey.OP_ACCEPT : 0);
    rest(System.nanoTime() - began);
  }

  /** After the answers are given: a client alone notices nothing, many at once wait. */
  private static void rest(long workedNanos) {
    LockSupport.parkNanos(
        Math.min(REST_FOR_WORK * workedNanos, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
  }

  private boolean isOpen() {
    return connections.size() < MOST_CONNECTIONS;
  }

  private void accept() throws IOException {
    ServerSocketChannel server = (ServerSocketChannel) door.channel();
    while (isOpen()) {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      try {
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Connection connection = new Connection(channel, key, site, System.nanoTime());
        key.attach(connection);
        connections.add(connection);
      } catch (Throwable failure) {
        channel.close();
        throw failure;
      }
    }
  }

  private void proceed(Connection connection) {
    boolean goesOn = false;
    try {
      goesOn = connection.proceed();
    } catch (IOException e) {
      // The client is gone.
    } finally {
      if (!goesOn) {
        end(connection);
      }
    }
  }

  private void expire() {
    long now = System.nanoTime();
    long patience = isOpen() ? PATIENCE_NANOS : PATIENCE_WHEN_FULL_NANOS;
    for (Connection connection : List.copyOf(connections)) {
      if (now - connection.acceptedNanos() > patience) {
        end(connection);
      }
    }
  }

  private void end(Connection connection) {
    connections.remove(connection);
    connection.close();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
