package io.memguard.demo.gallery;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Every request is recorded in an SQLite database in memory that nobody purges. The memory is the
 * library's own, from malloc. MemGuard must say that native memory leaks and name SQLite.
 */
final class SqliteLeak implements Case {

  private static final int ROW_BYTES = 64 << 10;

  private Ramp ramp;
  private Connection connection;
  private PreparedStatement insert;

  @Override
  public About about() {
    return About.sick(
        "sqlite-leak",
        "an SQLite database in memory that is never purged",
        "native-leak",
        "(?i)sqlite");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.nativeRoom(), 0.9);
    try {
      connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      connection.createStatement().execute("create table audit (id integer, content blob)");
      insert = connection.prepareStatement("insert into audit values (?, ?)");
    } catch (SQLException e) {
      throw new IllegalStateException("the database did not open", e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws SQLException {
    for (int i = 0; i < ramp.due(n, ROW_BYTES); i++) {
      insert.setLong(1, n);
      insert.setBytes(2, Payload.of(n, ROW_BYTES));
      insert.executeUpdate();
    }
  }
}
