package io.memguard.demo.gallery;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A connection is borrowed and returned in every request; the pool retires connections and opens
 * new ones. MemGuard must be silent: sessions, statements and threads come and go.
 */
final class ConnectionPool implements Case {

  private static final int CONNECTIONS = 10;

  /** The least that the pool accepts. */
  private static final int LIFETIME_MILLIS = 30_000;

  private static final int IDLE_MILLIS = 10_000;

  private HikariDataSource pool;

  @Override
  public About about() {
    return About.healthy("connection-pool", "connections borrowed and returned in every request");
  }

  @Override
  public void start(Run run) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:pooled;DB_CLOSE_DELAY=-1");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setIdleTimeout(IDLE_MILLIS);
    config.setMaxLifetime(LIFETIME_MILLIS);
    pool = new HikariDataSource(config);
  }

  @Override
  public void onRequest(long n) throws SQLException {
    long rows = 100 + n % 400;
    // Each length is a statement of its own, for the caches of statements.
    String sql = "select x, repeat('line', 20) from system_range(1, %d)".formatted(rows);
    try (Connection connection = pool.getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet lines = select.executeQuery()) {
      long sum = 0;
      while (lines.next()) {
        sum += lines.getLong(1);
      }
      if (sum != rows * (rows + 1) / 2) {
        throw new IllegalStateException("rows are missing: " + sum);
      }
    }
  }
}
