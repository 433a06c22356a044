package kizuna.infra.door;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Lets only addresses and methods through that every part reads alike: beside Spring's own checks,
 * the address is UTF-8 once it is decoded, and holds no character that Tomcat refuses.
 */
final class AddressFirewall implements ServerWebExchangeFirewall {

  /** The methods that some address of Kizuna has. */
  static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.POST);

  /** No address has these, but each part says itself which ones it has instead. */
  private static final Set<HttpMethod> LEFT_TO_PARTS =
      Set.of(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  private final ServerWebExchangeFirewall strict = new StrictServerWebExchangeFirewall();

  @Override
  public Mono<ServerWebExchange> getFirewalledExchange(ServerWebExchange exchange) {
    return isReadable(exchange.getRequest().getURI().getRawPath())
            && isReadable(exchange.getRequest().getURI().getRawQuery())
        ? strict.getFirewalledExchange(exchange)
        : Mono.error(new ServerExchangeRejectedException("not an address that can be read"));
  }

  /** Whether the method, and not the address, is what was refused. */
  static boolean refusesMethodOf(ServerWebExchange exchange) {
    HttpMethod method = exchange.getRequest().getMethod();
    return !METHODS.contains(method) && !LEFT_TO_PARTS.contains(method);
  }

  private static boolean isReadable(@Nullable String encoded) {
    if (encoded == null) {
      return true;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '[' || c == ']') {
        return false;
      }
      if (c == '%') {
        if (i + 2 >= encoded.length()
            || !HexFormat.isHexDigit(encoded.charAt(i + 1))
            || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
          return false;
        }
        bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    try {
      return StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString()
              .indexOf('\0')
          < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
