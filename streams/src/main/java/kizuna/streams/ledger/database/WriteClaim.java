package kizuna.streams.ledger.database;

/** The right to write the read models of a namespace: one process holds it at a time. */
public interface WriteClaim extends AutoCloseable {

  /** A claim without competitors. */
  WriteClaim ALONE =
      new WriteClaim() {
        @Override
        public boolean isHeld() {
          return true;
        }

        @Override
        public void close() {}
      };

  /** Whether it is still held; if not, another process may write. */
  boolean isHeld();

  @Override
  void close();
}
