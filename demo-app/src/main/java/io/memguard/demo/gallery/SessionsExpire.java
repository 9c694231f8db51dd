package io.memguard.demo.gallery;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.HouseKeeper;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.session.SessionHandler;

/**
 * Every request begins a Jetty session of its own, as robots do; each expires after some seconds.
 * MemGuard must be silent: as many sessions end as begin.
 */
final class SessionsExpire implements Case {

  private static final double LIVE_OF_HEAP = 0.3;
  private static final int TIMEOUT_SECONDS = 6;
  private static final int HOUSEKEEPING_SECONDS = 3;
  private static final String BASKET = "basket";

  private final SessionHandler sessions = new SessionHandler();
  private int basketBytes;

  @Override
  public About about() {
    return About.healthy("sessions-expire", "a Jetty session for every request, with a timeout");
  }

  @Override
  public void start(Run run) {
    double sessionsAlive = run.rate() * (TIMEOUT_SECONDS + HOUSEKEEPING_SECONDS);
    basketBytes = (int) (LIVE_OF_HEAP * run.heapBytes() / sessionsAlive);
    try {
      Server server = new Server();
      DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
      HouseKeeper houseKeeper = new HouseKeeper();
      houseKeeper.setIntervalSec(HOUSEKEEPING_SECONDS);
      ids.setSessionHouseKeeper(houseKeeper);
      server.addBean(ids, true);
      DefaultSessionCache cache = new DefaultSessionCache(sessions);
      cache.setSessionDataStore(new NullSessionDataStore());
      sessions.setSessionCache(cache);
      sessions.setMaxInactiveInterval(TIMEOUT_SECONDS);
      server.setHandler(sessions);
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("the sessions were not set up", e);
    }
  }

  @Override
  public void onRequest(long n) throws Exception {
    AtomicReference<ManagedSession> begun = new AtomicReference<>();
    sessions.newSession(null, null, begun::set);
    ManagedSession session = begun.get();
    session.setAttribute(BASKET, Payload.of(n, basketBytes));
    Payload.check((byte[]) session.getAttribute(BASKET), n);
    sessions.getSessionCache().release(session);
  }
}
