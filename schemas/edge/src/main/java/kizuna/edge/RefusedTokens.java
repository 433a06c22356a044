package kizuna.edge;

import jakarta.servlet.http.HttpServletRequest;

/** Receives each token that was not issued for this installation; not expired ones. */
@FunctionalInterface
public interface RefusedTokens {

  void refused(HttpServletRequest request);
}
