package kizuna.infra.chaos;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the clients and the broker, and does to their connections what networks do. Reads
 * Kafka's requests whole, so that it can cut at the end of a transaction.
 */
final class TcpProxy implements AutoCloseable {

  /** What becomes of what passes. */
  enum Mode {
    PASS,
    /** Connections are closed, and new ones too. */
    CUT,
    /** Every request waits. */
    SLOW,
    /** Connections stay open, and nothing arrives any more. */
    HALF_OPEN
  }

  private static final int END_TRANSACTION = 26;
  private static final int LARGEST_REQUEST = 64 << 20;
  private static final long SLOW_MILLIS = 300;
  private static final int BUFFER = 64 << 10;

  private final ServerSocket listener;
  private final int broker;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cutsBefore = new AtomicInteger();
  private final AtomicInteger cutsAfter = new AtomicInteger();
  private volatile Mode mode = Mode.PASS;

  TcpProxy(int port, int broker) throws IOException {
    this.broker = broker;
    this.listener = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    daemon("chaos-proxy", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void become(Mode now) {
    mode = now;
    if (now == Mode.CUT) {
      closeAll();
    }
  }

  /**
   * Cuts the connection of the next transactions that end.
   *
   * @param times how many
   * @param reached whether the broker gets the request, and only its answer is lost
   */
  void cutAtEndOfTransaction(int times, boolean reached) {
    (reached ? cutsAfter : cutsBefore).set(times);
  }

  /** How many of those cuts are still to come. */
  int cutsToCome() {
    return cutsBefore.get() + cutsAfter.get();
  }

  void cutNoMore() {
    cutsBefore.set(0);
    cutsAfter.set(0);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (mode == Mode.CUT) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), broker);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        daemon("chaos-requests", () -> end(client, server, () -> requests(client, server)));
        daemon("chaos-answers", () -> end(client, server, () -> answers(server, client)));
      } catch (IOException e) {
        // The broker is away: the client tries again.
      }
    }
  }

  private interface Pumping {
    void run() throws IOException, InterruptedException;
  }

  private void end(Socket client, Socket server, Pumping pumping) {
    try {
      pumping.run();
    } catch (IOException e) {
      // One of them closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(client);
      close(server);
    }
  }

  private void requests(Socket client, Socket server) throws IOException, InterruptedException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    OutputStream out = server.getOutputStream();
    while (true) {
      int size = in.readInt();
      if (size < 2 || size > LARGEST_REQUEST) {
        throw new EOFException("expected a request of Kafka, but of " + size + " bytes");
      }
      byte[] request = new byte[size];
      in.readFully(request);
      boolean ends = ByteBuffer.wrap(request).getShort() == END_TRANSACTION;
      if (ends && taken(cutsBefore)) {
        return;
      }
      hold();
      out.write(ByteBuffer.allocate(4 + size).putInt(size).put(request).array());
      out.flush();
      if (ends && taken(cutsAfter)) {
        return;
      }
    }
  }

  private static boolean taken(AtomicInteger cuts) {
    return cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private void answers(Socket server, Socket client) throws IOException, InterruptedException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      hold();
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  private void hold() throws InterruptedException {
    if (mode == Mode.SLOW) {
      TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
    }
    while (mode == Mode.HALF_OPEN) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void closeAll() {
    open.forEach(this::close);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    closeAll();
  }
}
