package io.memguard.demo.gallery;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.SessionHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A shop whose customers never send their cookie back: each request begins a session, and sessions
 * have no timeout unless somebody sets one. MemGuard must say that the heap leaks and name the
 * sessions or the carts in them.
 */
final class SessionLeak implements Case {

  private static final int CART_BYTES = 8 << 10;

  private LocalConnector shop;
  private Ramp ramp;

  @Override
  public About about() {
    return About.sick(
        "session-leak",
        "HTTP sessions that never expire",
        "heap-leak",
        "\\bCart\\b|\\bManagedSession\\b|\\bSessionData\\b|\\bDefaultSessionCache\\b");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), 1);
    QueuedThreadPool threads = new QueuedThreadPool(8, 8);
    threads.setDaemon(true);
    Server server = new Server(threads);
    shop = new LocalConnector(server);
    server.addConnector(shop);
    SessionHandler sessions = new SessionHandler();
    sessions.setHandler(new Shop());
    server.setHandler(sessions);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the shop did not open", e);
    }
  }

  @Override
  public void onRequest(long n) throws Exception {
    for (int i = 0; i < ramp.due(n, CART_BYTES); i++) {
      String answer = shop.getResponse("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
      if (answer == null || !answer.startsWith("HTTP/1.1 200")) {
        throw new IllegalStateException("the shop answered " + answer);
      }
    }
  }

  private static final class Shop extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      request.getSession(true).setAttribute("cart", new Cart());
      callback.succeeded();
      return true;
    }
  }

  static final class Cart {

    private final byte[] content = Payload.of(1, CART_BYTES);

    @Override
    public String toString() {
      return content.length + " bytes";
    }
  }
}
