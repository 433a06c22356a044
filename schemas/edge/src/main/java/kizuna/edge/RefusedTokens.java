package kizuna.edge;

import jakarta.servlet.http.HttpServletRequest;

/** Is told of each token that nobody issued to this installation; not of one that expired. */
@FunctionalInterface
public interface RefusedTokens {

  void refused(HttpServletRequest request);
}
