package kizuna.streams.ledger.projection;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Connections that die before some statement or commit, as if the process had been killed there:
 * whatever they are told afterwards fails too.
 */
public final class KilledConnections implements UnaryOperator<Connection> {

  private final LongSupplier statements;
  private final AtomicLong killed = new AtomicLong();

  /**
   * @param statements how many statements the next connection lives
   */
  public KilledConnections(LongSupplier statements) {
    this.statements = statements;
  }

  /** How many connections have died. */
  public long killed() {
    return killed.get();
  }

  @Override
  public Connection apply(Connection real) {
    AtomicLong left = new AtomicLong(statements.getAsLong());
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "prepareStatement" -> {
              PreparedStatement statement = (PreparedStatement) call(real, method, arguments);
              return proxy(
                  PreparedStatement.class,
                  (p, m, a) -> {
                    if (m.getName().startsWith("execute")) {
                      live(left);
                    }
                    return call(statement, m, a);
                  });
            }
            case "commit", "rollback" -> live(left);
            default -> {}
          }
          return call(real, method, arguments);
        });
  }

  private void live(AtomicLong left) throws SQLException {
    long now = left.decrementAndGet();
    if (now == 0) {
      killed.incrementAndGet();
    }
    if (now <= 0) {
      throw new SQLException("killed");
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
