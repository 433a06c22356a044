package kizuna.infra.containers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A TCP proxy before one server, on a port of its own on loopback, that a test cuts, slows, pauses
 * or leaves half open. {@link #mend} makes it a plain line again.
 */
public final class FaultyLine implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 512;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int PAUSE_CHECK_MILLIS = 20;

  /** The key of Kafka's request to end a transaction. */
  private static final int END_TRANSACTION = 26;

  private static final int LARGEST_REQUEST = 64 << 20;

  private final Supplier<InetSocketAddress> server;
  private final boolean readsRequests;
  private final ServerSocket entrance;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cutsBefore = new AtomicInteger();
  private final AtomicInteger cutsAfter = new AtomicInteger();
  private volatile boolean cut;
  private volatile boolean paused;
  private volatile boolean halfOpen;
  private volatile Duration delay = Duration.ZERO;

  /**
   * @param server asked at each connection: the server may start after the line
   */
  public FaultyLine(Supplier<InetSocketAddress> server) {
    this(server, false);
  }

  private FaultyLine(Supplier<InetSocketAddress> server, boolean readsRequests) {
    this.server = server;
    this.readsRequests = readsRequests;
    try {
      this.entrance = new ServerSocket(0, MAX_CONNECTIONS, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("line-" + entrance.getLocalPort(), this::accept);
  }

  /** A line to a Kafka broker: it can be cut at the end of a transaction, too. */
  public static FaultyLine toBroker(Supplier<InetSocketAddress> broker) {
    return new FaultyLine(broker, true);
  }

  public int port() {
    return entrance.getLocalPort();
  }

  /** Resets every connection, and each new one, until it is mended. */
  public void cut() {
    cut = true;
    connections.forEach(Connection::reset);
  }

  /** Holds back every request, or chunk of at most 16 KiB, in each direction, for a time. */
  public void slow(Duration held) {
    delay = held;
  }

  /** Holds everything back until it is mended: what TCP makes of packets that were lost. */
  public void pause() {
    paused = true;
  }

  /**
   * Keeps every connection open and carries nothing more on it, ever: as when the other machine is
   * gone. Connections made after it was mended carry again.
   */
  public void halfOpen() {
    halfOpen = true;
    connections.forEach(Connection::silence);
  }

  /**
   * Resets the connections on which the next transactions end.
   *
   * @param times number of those transactions
   * @param reached whether the broker gets the request, and only its answer is lost
   */
  public void cutAtEndOfTransaction(int times, boolean reached) {
    (reached ? cutsAfter : cutsBefore).set(times);
  }

  /** The number of those cuts that have not happened yet. */
  public int cutsToCome() {
    return cutsBefore.get() + cutsAfter.get();
  }

  public void mend() {
    delay = Duration.ZERO;
    paused = false;
    halfOpen = false;
    cut = false;
    cutsBefore.set(0);
    cutsAfter.set(0);
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (cut || connections.size() >= MAX_CONNECTIONS) {
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
        client.setTcpNoDelay(true);
        there.setTcpNoDelay(true);
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

  private void hold() throws InterruptedException {
    if (!delay.isZero()) {
      TimeUnit.MILLISECONDS.sleep(delay.toMillis());
    }
    while (paused) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_CHECK_MILLIS);
    }
  }

  private static boolean taken(AtomicInteger cuts) {
    return cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private static byte[] chunk(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    int length = in.read(chunk);
    if (length < 0) {
      throw new EOFException();
    }
    return Arrays.copyOf(chunk, length);
  }

  /** A whole request with its size. */
  private static byte[] request(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < Short.BYTES || size > LARGEST_REQUEST) {
      throw new IOException("expected a request of Kafka, but of " + size + " bytes");
    }
    byte[] request = new byte[Integer.BYTES + size];
    ByteBuffer.wrap(request).putInt(size);
    in.readFully(request, Integer.BYTES, size);
    return request;
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
      silent = halfOpen;
      daemon("line-out", () -> carry(client, there, readsRequests));
      daemon("line-back", () -> carry(there, client, false));
      if (cut) {
        reset();
      }
    }

    private void carry(Socket from, Socket to, boolean requests) {
      try {
        DataInputStream in = new DataInputStream(from.getInputStream());
        OutputStream out = to.getOutputStream();
        while (true) {
          byte[] chunk = requests ? request(in) : chunk(in);
          boolean ends =
              requests && ByteBuffer.wrap(chunk).getShort(Integer.BYTES) == END_TRANSACTION;
          if (ends && taken(cutsBefore)) {
            break;
          }
          boolean last = ends && taken(cutsAfter);
          hold();
          if (!silent) {
            silent = last; // its answer is not carried, however fast it comes
            out.write(chunk);
          }
          if (last) {
            break;
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
