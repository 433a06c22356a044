package kizuna.infra.door;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets only whole bodies of at most 64 KiB through: nothing behind it sees half a request, or one
 * that is too large.
 */
final class BodyLimit extends Handler.Wrapper {

  static final int MAX_BYTES = 64 * 1024;

  BodyLimit(Handler next) {
    super(next);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() == 0 || !hasBody(request)) {
      return super.handle(request, response, callback);
    }
    if (request.getLength() > MAX_BYTES) {
      Problem.BODY_TOO_LARGE.write(request, response, callback);
      return true;
    }
    Content.Source.asByteArrayAsync(request, MAX_BYTES)
        .whenComplete((body, failure) -> arrived(request, response, callback, body, failure))
        .exceptionally(failure -> new byte[0]); // handled above
    return true;
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  private void arrived(
      Request request,
      Response response,
      Callback callback,
      byte @Nullable [] body,
      @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (body == null) {
      if (cause instanceof IllegalStateException) { // more than asked for
        Problem.BODY_TOO_LARGE.write(request, response, callback);
      } else if (cause instanceof EOFException) {
        callback.failed(cause);
      } else {
        Problem.of(HttpStatus.BAD_REQUEST_400, "expected a whole body, but it broke off")
            .write(request, response, callback);
      }
      return;
    }
    try {
      if (!super.handle(new WholeBody(request, body), response, callback)) {
        callback.failed(new IllegalStateException("nothing behind the door"));
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
  }

  /** The same request, its body already in memory. */
  private static final class WholeBody extends Request.Wrapper {
    private final Content.Source content;
    private final HttpFields headers;

    WholeBody(Request request, byte[] body) {
      super(request);
      this.content = new ByteBufferContentSource(ByteBuffer.wrap(body));
      this.headers =
          HttpFields.build(request.getHeaders())
              .remove(HttpHeader.TRANSFER_ENCODING)
              .remove(HttpHeader.EXPECT)
              .put(new HttpField(HttpHeader.CONTENT_LENGTH, Integer.toString(body.length)));
      this.length = body.length;
    }

    private final long length;

    @Override
    public HttpFields getHeaders() {
      return headers;
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public void demand(Runnable demandCallback) {
      content.demand(demandCallback);
    }

    @Override
    public void fail(Throwable failure) {
      content.fail(failure);
    }

    @Override
    public Content.@Nullable Chunk read() {
      return content.read();
    }
  }
}
