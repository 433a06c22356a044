package kizuna.streams.state;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The terms of a network with its lenders in order; it has none before it is formed. */
final class NetworkTerms {

  static final NetworkTerms NOT_FORMED = new NetworkTerms(null, List.of());

  private final Fact.@Nullable NetworkFormed formed;
  private final List<String> lenders;
  private final Set<String> lenderSet;

  private NetworkTerms(Fact.@Nullable NetworkFormed formed, List<String> lenders) {
    this.formed = formed;
    this.lenders = lenders;
    this.lenderSet = Set.copyOf(lenders);
  }

  static NetworkTerms of(Fact.NetworkFormed formed) {
    return new NetworkTerms(formed, formed.lenders().stream().sorted().toList());
  }

  boolean isFormed() {
    return formed != null;
  }

  /**
   * @throws IllegalStateException if the network is not formed
   */
  Fact.NetworkFormed formed() {
    if (formed == null) {
      throw new IllegalStateException("expected a network that is formed");
    }
    return formed;
  }

  List<String> lenders() {
    return lenders;
  }

  boolean isLender(String code) {
    return lenderSet.contains(code);
  }
}
