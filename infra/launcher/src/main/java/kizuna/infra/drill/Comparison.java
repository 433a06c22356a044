package kizuna.infra.drill;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.schemas.drill.History;
import kizuna.seeds.drill.Drill;

/**
 * Compares a replay of history, decided twice, with the history.
 *
 * @param log the drill's log, unchanged
 * @param alone the same requests and offers, without people's decisions
 * @param byLog person-days of every pairing that the log's replay made
 * @param byRules the same of the rules alone
 */
record Comparison(
    Drill drill,
    History history,
    DecidedDrill log,
    DecidedDrill alone,
    Map<Pairing, Long> byLog,
    Map<Pairing, Long> byRules) {

  static Comparison of(Drill drill, History history) {
    DecidedDrill log = DecidedDrill.ofLog(drill);
    DecidedDrill alone = DecidedDrill.ofRulesAlone(drill);
    return new Comparison(drill, history, log, alone, log.personDays(), alone.personDays());
  }

  /** Person-days of a pairing by the log. */
  long byLog(Pairing p) {
    return byLog.getOrDefault(p, 0L);
  }

  /** Person-days of a pairing by the rules alone. */
  long byRules(Pairing p) {
    return byRules.getOrDefault(p, 0L);
  }

  /** The pairings that history names. */
  Stream<Pairing> historical() {
    return history.pairings().stream().map(Pairing::of);
  }

  /** Whether history includes it only in a network's total. */
  boolean isPartOfTotal(Pairing p) {
    return history.totals().stream()
        .filter(t -> t.disaster().equals(p.disaster()))
        .filter(t -> t.receiver() == null || t.receiver().equals(p.receiver()))
        .anyMatch(t -> log.served(p).anyMatch(e -> e.getNetworkId().equals(t.network())));
  }

  /** Person-days that a source prints. */
  static long printed(History.Pairing h) {
    return Objects.requireNonNullElse(h.personDays(), 0L);
  }
}
