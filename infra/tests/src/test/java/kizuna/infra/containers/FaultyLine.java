package kizuna.infra.containers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A TCP proxy before one server, on a port of its own on loopback, that a test cuts, slows, or
 * leaves half open. {@link #mend} makes it a plain line again.
 */
public final class FaultyLine implements AutoCloseable {

  private enum Fault {
    NONE,
    CUT,
    SILENT
  }

  private static final int MOST_CONNECTIONS = 256;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final int CONNECT_MILLIS = 5_000;

  private final Supplier<InetSocketAddress> server;
  private final ServerSocket entrance;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile Fault fault = Fault.NONE;
  private volatile Duration delay = Duration.ZERO;

  /**
   * @param server asked at each connection: the server may start after the line
   */
  public FaultyLine(Supplier<InetSocketAddress> server) {
    this.server = server;
    try {
      this.entrance = new ServerSocket(0, MOST_CONNECTIONS, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("line-" + entrance.getLocalPort(), this::accept);
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** Resets every connection, and each new one, until it is mended. */
  public void cut() {
    fault = Fault.CUT;
    connections.forEach(Connection::reset);
  }

  /** Holds back every chunk of at most 16 KiB, in each direction, for a time. */
  public void slow(Duration held) {
    delay = held;
  }

  /**
   * Keeps every connection open and carries nothing more on it, ever: as when the other machine is
   * gone. Connections made after it was mended carry again.
   */
  public void halfOpen() {
    fault = Fault.SILENT;
    connections.forEach(Connection::silence);
  }

  public void mend() {
    delay = Duration.ZERO;
    fault = Fault.NONE;
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (fault == Fault.CUT || connections.size() >= MOST_CONNECTIONS) {
          reset(client);
          continue;
        }
        Socket there = new Socket();
        try {
          there.connect(server.get(), CONNECT_MILLIS);
        } catch (IOException | IllegalStateException e) {
          reset(client); // the server is not reachable
          continue;
        }
        new Connection(client, there).open();
      } catch (IOException e) {
        // The line was closed, or a client went away: the loop's condition says which.
      }
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Closes it without a farewell: the other side gets a reset. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket there;
    private volatile boolean silent;

    Connection(Socket client, Socket there) {
      this.client = client;
      this.there = there;
    }

    void open() {
      connections.add(this);
      silent = fault == Fault.SILENT;
      daemon("line-out", () -> carry(client, there));
      daemon("line-back", () -> carry(there, client));
      if (fault == Fault.CUT) {
        reset();
      }
    }

    private void carry(Socket from, Socket to) {
      byte[] chunk = new byte[CHUNK_BYTES];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
          if (!delay.isZero()) {
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
          }
          if (!silent) {
            out.write(chunk, 0, length);
          }
        }
      } catch (IOException e) {
        // One side ended it; the other one is told below.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      // The other machine is gone: a client that waits is told nothing.
      if (!silent || from == client) {
        reset();
      }
    }

    void silence() {
      silent = true;
    }

    void reset() {
      connections.remove(this);
      FaultyLine.reset(client);
      FaultyLine.reset(there);
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    connections.forEach(Connection::reset);
  }
}
