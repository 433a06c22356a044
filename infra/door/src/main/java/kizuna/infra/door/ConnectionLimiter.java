package kizuna.infra.door;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Limits the connections of the gateway: their number, and the number and duration of unfinished
 * requests, in total and per address. When a limit is exceeded, the connection whose request has
 * been unfinished longest is closed; an ordinary request is complete within milliseconds and is
 * never chosen. A connection of a signed-in caller counts for the account from then on, and
 * anonymous connections are closed first.
 */
final class ConnectionLimiter implements NettyServerCustomizer, AutoCloseable {

  /** The time limit for a request, from its first byte or from the start of the connection. */
  static final Duration LONGEST_UNFINISHED = Duration.ofSeconds(15);

  /**
   * Seconds for which the rest of a request is read after its answer. A connection that is closed
   * with unread bytes is reset, and its answer is lost.
   */
  private static final int REST_SECONDS = 10;

  private static final Duration LOOK = Duration.ofSeconds(1);

  /**
   * @param inAll concurrent connections
   * @param unfinished of them with an unfinished request
   * @param ofAddress of these, from one address, which many callers may share
   * @param ofAccount of these, from one account
   */
  record Limits(int inAll, int unfinished, int ofAddress, int ofAccount) {
    static final Limits USUAL = new Limits(3_000, 512, 256, 64);

    private int of(Caller caller) {
      return caller.signedIn() ? ofAccount : ofAddress;
    }
  }

  private enum State {
    UNFINISHED,
    ANSWERED,
    IDLE
  }

  /** An address, or the account of a signed-in caller. */
  private record Caller(String name, boolean signedIn) {}

  private static final AttributeKey<Line> LINE =
      AttributeKey.valueOf(ConnectionLimiter.class, "line");

  /** One connection. */
  private static final class Line {
    final Channel channel;

    /**
     * The caller that its unfinished requests count for: the account of the last authenticated
     * request, before that its address.
     */
    Caller caller;

    State state = State.UNFINISHED;
    long since;

    /** The response was sent before the request was complete. */
    boolean answeredEarly;

    Line(Channel channel, String address, long since) {
      this.channel = channel;
      this.caller = new Caller(address, false);
      this.since = since;
    }
  }

  private final Limits limits;
  private final LongSupplier nanos;
  private final Set<Line> all = new LinkedHashSet<>();
  private final Set<Line> idle = new LinkedHashSet<>();
  private final Set<Line> unfinished = new LinkedHashSet<>();
  private final Map<Caller, Set<Line>> unfinishedByCaller = new HashMap<>();
  private final Disposable looks;

  ConnectionLimiter(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.looks = Flux.interval(LOOK).onBackpressureDrop().subscribe(look -> closeOverdue());
  }

  @Override
  public HttpServer apply(HttpServer server) {
    return server.doOnChannelInit(
        (observer, channel, address) -> {
          if (channel.pipeline().get(NettyPipeline.HttpCodec) == null) {
            return;
          }
          // The argument is null for accepted connections, so the address is from the channel.
          Line line = new Line(channel, hostOf(channel.remoteAddress()), nanos.getAsLong());
          channel.attr(LINE).set(line);
          channel.pipeline().addFirst("kizuna.bytes", new Bytes(line));
          channel
              .pipeline()
              .addAfter(NettyPipeline.HttpCodec, "kizuna.messages", new Messages(line));
          opened(line);
          var unused = channel.closeFuture().addListener(closed -> closed(line));
        });
  }

  private static String hostOf(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : "";
  }

  private void opened(Line line) {
    List<Line> tooMany = new ArrayList<>();
    synchronized (this) {
      all.add(line);
      begin(line, tooMany);
      if (all.size() > limits.inAll()) {
        tooMany.add(first(idle).or(() -> first(unfinished)).orElse(line));
      }
    }
    tooMany.forEach(ConnectionLimiter::close);
  }

  private void began(Line line) {
    List<Line> tooMany = new ArrayList<>();
    synchronized (this) {
      if (line.state == State.IDLE && all.contains(line)) {
        begin(line, tooMany);
      }
    }
    tooMany.forEach(ConnectionLimiter::close);
  }

  private void begin(Line line, List<Line> tooMany) {
    leave(line);
    line.state = State.UNFINISHED;
    line.since = nanos.getAsLong();
    line.answeredEarly = false;
    add(line, tooMany);
  }

  /** The sender of the request is known. */
  void signedIn(Channel channel, String account) {
    Line line = channel.attr(LINE).get();
    List<Line> tooMany = new ArrayList<>();
    synchronized (this) {
      if (line != null && unfinished.contains(line)) {
        leave(line);
        line.caller = new Caller(account, true);
        add(line, tooMany);
      } else if (line != null) {
        // The request came whole before its token was checked: the next one counts as the
        // account's.
        line.caller = new Caller(account, true);
      }
    }
    tooMany.forEach(ConnectionLimiter::close);
  }

  private void add(Line line, List<Line> tooMany) {
    unfinished.add(line);
    Set<Line> ofOne =
        unfinishedByCaller.computeIfAbsent(line.caller, caller -> new LinkedHashSet<>());
    ofOne.add(line);
    if (ofOne.size() > limits.of(line.caller)) {
      first(ofOne).ifPresent(tooMany::add);
    } else if (unfinished.size() > limits.unfinished()) {
      unfinished.stream()
          .filter(one -> !one.caller.signedIn())
          .findFirst()
          .or(() -> first(unfinished))
          .ifPresent(tooMany::add);
    }
    // Another thread closes them; until then they must not be chosen again.
    tooMany.forEach(this::leave);
  }

  private static void close(Line line) {
    var unused = line.channel.close();
  }

  private static Optional<Line> first(Set<Line> lines) {
    return lines.stream().findFirst();
  }

  private synchronized void requestReceived(Line line) {
    if (line.state == State.UNFINISHED && all.contains(line)) {
      leave(line);
      if (line.answeredEarly) {
        rest(line);
      } else {
        line.state = State.ANSWERED;
      }
    }
  }

  private synchronized void responseSent(Line line) {
    if (line.state == State.UNFINISHED) {
      line.answeredEarly = true;
    } else if (all.contains(line)) {
      leave(line);
      rest(line);
    }
  }

  private void rest(Line line) {
    line.state = State.IDLE;
    idle.add(line);
  }

  private synchronized void closed(Line line) {
    leave(line);
    all.remove(line);
  }

  /** Removes it from the set of its state. */
  private void leave(Line line) {
    idle.remove(line);
    if (unfinished.remove(line)) {
      unfinishedByCaller.computeIfPresent(
          line.caller,
          (caller, lines) -> {
            lines.remove(line);
            return lines.isEmpty() ? null : lines;
          });
    }
  }

  private void closeOverdue() {
    List<Line> overdue = new ArrayList<>();
    long now = nanos.getAsLong();
    synchronized (this) {
      for (Line line : unfinished) {
        if (now - line.since >= LONGEST_UNFINISHED.toNanos()) {
          overdue.add(line);
        }
      }
    }
    overdue.forEach(ConnectionLimiter::close);
  }

  private synchronized boolean isAnsweredEarly(Line line) {
    return line.state == State.UNFINISHED && line.answeredEarly;
  }

  synchronized int unfinished() {
    return unfinished.size();
  }

  synchronized int inAll() {
    return all.size();
  }

  @Override
  public void close() {
    looks.dispose();
  }

  /** Detects the first byte of the next request. */
  private final class Bytes extends ChannelInboundHandlerAdapter {
    private final Line line;

    Bytes(Line line) {
      this.line = line;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
      if (line.state == State.IDLE) {
        began(line);
      }
      super.channelRead(context, bytes);
    }
  }

  /**
   * Detects the end of the request and of its response. A connection that is to be closed before
   * its request is complete is first closed for writing only, and further input is discarded.
   */
  private final class Messages extends ChannelDuplexHandler {
    private final Line line;

    /** Set once nothing is written any more, and the rest is discarded. */
    private @Nullable ChannelPromise closing;

    Messages(Line line) {
      this.line = line;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      boolean last = message instanceof LastHttpContent;
      if (last) {
        requestReceived(line);
      }
      ChannelPromise end = closing;
      if (end == null) {
        super.channelRead(context, message);
        return;
      }
      ReferenceCountUtil.release(message);
      if (last) {
        end(context, end);
      }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise closed) throws Exception {
      if (closing == null
          && isAnsweredEarly(line)
          && context.channel() instanceof DuplexChannel channel
          && channel.isActive()) {
        closing = closed;
        var unused = channel.shutdownOutput();
        channel.config().setAutoRead(true);
        ScheduledFuture<?> later =
            context.executor().schedule(() -> end(context, closed), REST_SECONDS, TimeUnit.SECONDS);
        var unusedListener = channel.closeFuture().addListener(now -> later.cancel(false));
      } else {
        super.close(context, closed);
      }
    }

    private static void end(ChannelHandlerContext context, ChannelPromise closed) {
      var unused = context.close(closed);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written)
        throws Exception {
      if (message instanceof LastHttpContent && !isInformational(message)) {
        responseSent(line);
      }
      super.write(context, message, written);
    }

    private static boolean isInformational(Object message) {
      return message instanceof HttpResponse response
          && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
  }
}
