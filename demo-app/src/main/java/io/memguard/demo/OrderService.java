package io.memguard.demo;

import io.memguard.demo.gallery.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP service: {@code GET /orders/ID} reads an order, {@code POST /orders} with an id as its
 * body places one, both answer with the order; {@code GET /health} answers {@code ok}.
 */
final class OrderService implements AutoCloseable {

  private static final int THREADS = 16;

  private final Server server;
  private final ServerConnector connector;

  private OrderService(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /** Serves on a port of the loopback interface; 0 takes a free one. */
  static OrderService start(int port, Case habit, Tally tally) throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new Orders(habit, tally));
    server.start();
    return new OrderService(server, connector);
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  private static final class Orders extends Handler.Abstract {

    private static final String PATH = "/orders";

    private final Case habit;
    private final Tally tally;
    private final AtomicLong requests = new AtomicLong();

    Orders(Case habit, Tally tally) {
      this.habit = habit;
      this.tally = tally;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = 200;
      String answer;
      try {
        answer = answer(request);
        tally.served.incrementAndGet();
      } catch (OutOfMemoryError e) {
        tally.outOfMemory.incrementAndGet();
        status = 503;
        answer = "out of memory";
      } catch (Exception e) {
        tally.errors.incrementAndGet();
        status = 500;
        answer = e.toString();
      }
      response.setStatus(status);
      Content.Sink.write(response, true, answer, callback);
      return true;
    }

    private String answer(Request request) throws Exception {
      String path = Request.getPathInContext(request);
      if (path.equals("/health")) {
        return "ok";
      }
      String id =
          request.getMethod().equals("POST")
              ? Content.Source.asString(request)
              : path.substring(PATH.length() + 1);
      habit.onRequest(requests.incrementAndGet());
      return session(Long.parseLong(id));
    }

    /** Some milliseconds of work in two steps, with what is at hand in between. */
    private static String session(long id) {
      List<String> related = new ArrayList<>();
      for (long other = id; other < id + 4; other++) {
        related.add(OrderText.of(other));
      }
      LockSupport.parkNanos(1_000_000 * (1 + id % 5));
      return related.get(0);
    }
  }
}
