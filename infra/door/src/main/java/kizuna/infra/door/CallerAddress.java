package kizuna.infra.door;

import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The network address of a caller. */
final class CallerAddress {

  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final int LONGEST = 45; // an IPv6 address

  private CallerAddress() {}

  /**
   * The caller's address. Behind a proxy this is the last address in the header; the caller may
   * have written the others.
   */
  static String of(ServerHttpRequest request, boolean behindProxy) {
    List<String> forwarded = request.getHeaders().getValuesAsList(FORWARDED_FOR);
    if (behindProxy && !forwarded.isEmpty()) {
      String last = forwarded.get(forwarded.size() - 1).strip();
      if (!last.isEmpty() && last.length() <= LONGEST) {
        return last;
      }
    }
    InetSocketAddress remote = request.getRemoteAddress();
    return remote == null || remote.getAddress() == null
        ? ""
        : remote.getAddress().getHostAddress();
  }
}
