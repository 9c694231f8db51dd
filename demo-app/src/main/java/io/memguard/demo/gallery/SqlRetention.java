package io.memguard.demo.gallery;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Rows are inserted into an in-memory database and purged when they are old enough. MemGuard may
 * watch the table fill; it must not warn, for from then on every insert has its delete.
 */
final class SqlRetention implements Case {

  private static final double KEPT_OF_HEAP = 0.3;
  private static final int ROW_BYTES = 4 << 10;

  private Connection database;
  private Ramp ramp;
  private long rowsKept;
  private long newest;
  private long requestsBetweenPurges;

  @Override
  public About about() {
    return About.healthy("sql-retention", "an in-memory table whose old rows are purged");
  }

  @Override
  public void start(Run run) {
    long bytes = (long) (KEPT_OF_HEAP * run.heapBytes());
    ramp = run.ramp(bytes, 0.4);
    rowsKept = bytes / ROW_BYTES;
    requestsBetweenPurges = run.requestsIn(1);
    try {
      database = DriverManager.getConnection("jdbc:h2:mem:retention");
      execute(
          "create table event (id bigint primary key, content varbinary(%d))".formatted(ROW_BYTES));
    } catch (SQLException e) {
      throw new IllegalStateException("the database was not set up", e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws SQLException {
    for (int i = 0; i < ramp.due(n, ROW_BYTES); i++) {
      insert(++newest);
    }
    if (n % requestsBetweenPurges == 0) {
      execute("delete from event where id <= %d".formatted(newest - rowsKept));
    }
    check(Math.max(1, newest - n % Math.min(1000, rowsKept)));
  }

  private void insert(long event) throws SQLException {
    String sql = "insert into event values (?, ?)";
    try (PreparedStatement insert = database.prepareStatement(sql)) {
      insert.setLong(1, event);
      insert.setBytes(2, Payload.of(event, ROW_BYTES));
      insert.executeUpdate();
    }
  }

  private void check(long event) throws SQLException {
    String sql = "select content from event where id = ?";
    try (PreparedStatement select = database.prepareStatement(sql)) {
      select.setLong(1, event);
      try (ResultSet found = select.executeQuery()) {
        if (found.next()) {
          Payload.check(found.getBytes(1), event);
        }
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
