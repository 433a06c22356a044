package kizuna.infra.door;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Locale;
import kizuna.schemas.text.AcceptLanguage;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.http.HttpStatusCode;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Gives a body to the refusals that the server itself writes, before a request is understood: they
 * look like all other problems then.
 */
final class EarlyErrorHandler implements NettyServerCustomizer {

  private static final int FIRST_PROBLEM = 400;

  @Override
  public HttpServer apply(HttpServer server) {
    return server.doOnChannelInit(
        (observer, channel, address) ->
            channel
                .pipeline()
                .addAfter(NettyPipeline.HttpCodec, "kizuna.earlyProblems", new Writer()));
  }

  private static final class Writer extends ChannelDuplexHandler {
    private boolean withoutHost;
    private Locale language = Locale.JAPANESE;
    private boolean page; // false: the caller is a program

    /** A request must have exactly one Host (RFC 9110, section 7.2). */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (message instanceof HttpRequest request) {
        // For a head that is too large, the headers before the limit are available.
        language = AcceptLanguage.of(null, request.headers().get(HttpHeaderNames.ACCEPT_LANGUAGE));
        page = request.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/html");
      }
      if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        withoutHost = hosts.size() != 1 || hosts.get(0).isBlank();
        if (withoutHost) {
          request.setDecoderResult(
              DecoderResult.failure(new IllegalArgumentException("expected one Host")));
        }
      }
      super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written)
        throws Exception {
      if (message instanceof FullHttpResponse response
          && response.status().code() >= FIRST_PROBLEM
          && !response.content().isReadable()
          && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE)) {
        super.write(context, withBody(response), written);
        ReferenceCountUtil.release(response);
      } else {
        super.write(context, message, written);
      }
    }

    private FullHttpResponse withBody(FullHttpResponse response) {
      int status = response.status().code();
      GatewayProblem problem =
          status == FIRST_PROBLEM
              ? withoutHost ? GatewayProblem.NO_HOST : GatewayProblem.BAD_ADDRESS
              : GatewayProblem.of(HttpStatusCode.valueOf(status), null);
      FullHttpResponse answer =
          new DefaultFullHttpResponse(
              response.protocolVersion(),
              response.status(),
              Unpooled.wrappedBuffer(
                  page ? ProblemPage.of(problem, "/", language) : problem.document("/", language)));
      answer.headers().set(response.headers());
      HostOriginFilter.SECURITY_HEADERS.forEach(answer.headers()::set);
      answer
          .headers()
          .set(
              HttpHeaderNames.CONTENT_TYPE,
              page ? "text/html;charset=UTF-8" : "application/problem+json");
      answer.headers().set(HttpHeaderNames.CONTENT_LANGUAGE, language.toLanguageTag());
      if (page) {
        answer.headers().set(HttpHeaderNames.CONTENT_SECURITY_POLICY, ProblemPage.POLICY);
      }
      answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
      return answer;
    }
  }
}
