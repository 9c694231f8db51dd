package io.memguard.demo.gallery;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Every request is recorded in a table of a database that lives in the heap, and nobody purges it.
 * MemGuard must say that the heap leaks and name the database.
 */
final class SqlInMemory implements Case {

  private static final int ROW_BYTES = 8 << 10;

  private Ramp ramp;
  private Connection connection;
  private PreparedStatement insert;
  private PreparedStatement select;
  private long rows;

  @Override
  public About about() {
    return About.sick(
        "sql-in-memory",
        "an H2 table in memory that is never purged",
        "heap-leak",
        "\\borg\\.h2\\.");
  }

  @Override
  public void start(Run run) {
    ramp = run.ramp(run.heapBytes(), 1);
    try {
      connection = DriverManager.getConnection("jdbc:h2:mem:audit");
      connection
          .createStatement()
          .execute("create table audit (id bigint primary key, content varbinary(8192))");
      insert = connection.prepareStatement("insert into audit values (?, ?)");
      select = connection.prepareStatement("select content from audit where id = ?");
    } catch (SQLException e) {
      throw new IllegalStateException("the database did not open", e);
    }
  }

  @Override
  public synchronized void onRequest(long n) throws SQLException {
    for (int i = 0; i < ramp.due(n, ROW_BYTES); i++) {
      insert.setLong(1, ++rows);
      insert.setBytes(2, Payload.of(rows, ROW_BYTES));
      insert.executeUpdate();
    }
    select.setLong(1, rows / 2);
    try (ResultSet found = select.executeQuery()) {
      if (found.next()) {
        Payload.check(found.getBytes(1), rows / 2);
      }
    }
  }
}
