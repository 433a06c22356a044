package kizuna.streams.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.Explanation;
import kizuna.decisions.LenderVerdict;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactContent;
import org.jspecify.annotations.Nullable;

/**
 * Compares two runs decision by decision, by the event ids of their facts, and finds the first that
 * differs in each network. Facts in only one of them are counted and skipped.
 *
 * @param decisions1 decisions of the first run
 * @param decisions2 decisions of the second run
 * @param networks differences by network, in the order of the ids; equal networks are left out
 */
public record RunComparison(long decisions1, long decisions2, List<Network> networks) {

  /** Most facts to search for the next common one. */
  private static final int FARTHEST = 5_000;

  private static final int MAX_FIELDS = 12;
  private static final Set<String> OF_THE_NAMESPACE = Set.of("fact.mode", "fact.account");

  /**
   * One network with a difference.
   *
   * @param only1 facts that only the first has, as far as they were compared
   * @param only2 the same of the second
   * @param firstOnly the first of these; null: none
   * @param difference the first decision on the same fact that differs; empty: only facts differ
   * @param same decisions that are the same, before the first that differs
   */
  public record Network(
      String id,
      long only1,
      long only2,
      @Nullable UUID firstOnly,
      long same,
      Optional<Difference> difference) {}

  /**
   * A decision that differs.
   *
   * @param sequence1 position in the first run's log of the network
   * @param facts fields in which the fact itself differs
   * @param fields fields in which the decision differs, at most {@value #MAX_FIELDS}
   * @param moreFields number of further ones
   * @param ranked the first candidate with another place; empty: no difference
   */
  public record Difference(
      Fact fact,
      long sequence1,
      long sequence2,
      List<FactContent.Difference> facts,
      List<Field> fields,
      int moreFields,
      Optional<Ranked> ranked) {}

  /** One field. */
  public record Field(String path, @Nullable String first, @Nullable String second) {}

  /**
   * A place in the list of lenders for a request: the first one with a difference of the lender,
   * its rank, its findings or its proposal.
   *
   * @param place from 1
   * @param first lender in the first run, and its verdict and rank; null: none
   */
  public record Ranked(
      String request, int place, @Nullable LenderVerdict first, @Nullable LenderVerdict second) {}

  public RunComparison {
    networks = List.copyOf(networks);
  }

  public boolean isSame() {
    return networks.isEmpty();
  }

  /** Compares; each run is read twice if they differ. */
  public static RunComparison of(DecidedRun run1, DecidedRun run2) {
    RunFingerprints all1 = RunFingerprints.of(run1);
    RunFingerprints all2 = RunFingerprints.of(run2);
    Map<String, NetworkComparison> places = new HashMap<>();
    Set<String> ids = new TreeSet<>(all1.networks().keySet());
    ids.addAll(all2.networks().keySet());
    for (String id : ids) {
      NetworkComparison place =
          new NetworkComparison(
              all1.networks().getOrDefault(id, new RunFingerprints.Network()),
              all2.networks().getOrDefault(id, new RunFingerprints.Network()));
      place.walk();
      if (place.differs()) {
        places.put(id, place);
      }
    }
    Map<String, Decided> found1 = read(run1, places);
    Map<String, Decided> found2 = read(run2, places);
    List<Network> networks = new ArrayList<>();
    for (String id : ids) {
      NetworkComparison place = places.get(id);
      if (place != null) {
        networks.add(
            new Network(
                id,
                place.only1,
                place.only2,
                place.firstOnly,
                place.same,
                Optional.ofNullable(found1.get(id))
                    .flatMap(d -> Optional.ofNullable(found2.get(id)).map(e -> difference(d, e)))));
      }
    }
    return new RunComparison(all1.size(), all2.size(), networks);
  }

  /** Walks two networks side by side to the first decision that differs. */
  private static final class NetworkComparison {
    private final RunFingerprints.Network n1;
    private final RunFingerprints.Network n2;
    private long only1;
    private long only2;
    private long same;
    private @Nullable UUID firstOnly;
    private @Nullable UUID differsAt;

    NetworkComparison(RunFingerprints.Network n1, RunFingerprints.Network n2) {
      this.n1 = n1;
      this.n2 = n2;
    }

    boolean differs() {
      return only1 + only2 > 0 || differsAt != null;
    }

    void walk() {
      int i = 0;
      int j = 0;
      while (i < n1.size() && j < n2.size() && differsAt == null) {
        if (!n1.isSameId(i, n2, j)) {
          int skip = nearest(i, j);
          int to2 = skip < 0 ? 0 : skip;
          int to1 = skip < 0 ? -skip - 1 : 0;
          only(n1, i, to1, n2, j, to2);
          i += to1;
          j += to2;
        } else if (!n1.isSame(i, n2, j)) {
          differsAt = n1.id(i);
        } else {
          same++;
          i++;
          j++;
        }
      }
      if (differsAt == null) {
        only(n1, i, n1.size() - i, n2, j, n2.size() - j);
      }
    }

    private void only(
        RunFingerprints.Network a, int i, int more1, RunFingerprints.Network b, int j, int more2) {
      if (firstOnly == null && more1 + more2 > 0) {
        firstOnly = more1 > 0 ? a.id(i) : b.id(j);
      }
      only1 += more1;
      only2 += more2;
    }

    /** Distance of the next common fact: n in the second, or -n - 1 in the first. */
    private int nearest(int i, int j) {
      for (int d = 1; d <= FARTHEST; d++) {
        if (j + d < n2.size() && n1.isSameId(i, n2, j + d)) {
          return d;
        }
        if (i + d < n1.size() && n2.isSameId(j, n1, i + d)) {
          return -d - 1;
        }
      }
      // Neither occurs again: only the first has this fact.
      return -1 - 1;
    }
  }

  private record Decided(Fact fact, MatchDecision decision, List<DispatchEvent> events) {}

  private static Map<String, Decided> read(DecidedRun run, Map<String, NetworkComparison> places) {
    Map<String, Decided> found = new java.util.concurrent.ConcurrentHashMap<>();
    if (places.values().stream().anyMatch(p -> p.differsAt != null)) {
      run.read(
          id -> {
            NetworkComparison place = places.get(id);
            UUID wanted = place == null ? null : place.differsAt;
            return (fact, decision, events) -> {
              if (wanted != null && decision.getEventId().equals(wanted)) {
                found.putIfAbsent(id, new Decided(fact, decision, events));
              }
            };
          });
    }
    return found;
  }

  private static Difference difference(Decided first, Decided second) {
    SortedMap<String, String> fields1 = ComparableDecision.of(first.decision, first.events);
    SortedMap<String, String> fields2 = ComparableDecision.of(second.decision, second.events);
    Set<String> paths = new TreeSet<>(fields1.keySet());
    paths.addAll(fields2.keySet());
    paths.removeIf(p -> Objects.equals(fields1.get(p), fields2.get(p)));
    return new Difference(
        first.fact,
        first.decision.getSequence(),
        second.decision.getSequence(),
        FactContent.differences(first.fact, second.fact, OF_THE_NAMESPACE),
        paths.stream()
            .limit(MAX_FIELDS)
            .map(p -> new Field(p, fields1.get(p), fields2.get(p)))
            .toList(),
        Math.max(0, paths.size() - MAX_FIELDS),
        ranked(first.decision, second.decision));
  }

  private static Optional<Ranked> ranked(MatchDecision first, MatchDecision second) {
    for (Explanation e1 : first.getExplanations()) {
      Optional<Explanation> e2 =
          second.getExplanations().stream()
              .filter(e -> e.getRequestId().equals(e1.getRequestId()))
              .findFirst();
      int places = Math.max(e1.getVerdicts().size(), e2.map(e -> e.getVerdicts().size()).orElse(0));
      for (int i = 0; i < places; i++) {
        LenderVerdict v1 = at(e1, i);
        LenderVerdict v2 = e2.isPresent() ? at(e2.get(), i) : null;
        if (!Objects.equals(v1, v2)) {
          return Optional.of(new Ranked(e1.getRequestId(), i + 1, v1, v2));
        }
      }
    }
    return Optional.empty();
  }

  private static @Nullable LenderVerdict at(Explanation e, int i) {
    return i < e.getVerdicts().size() ? e.getVerdicts().get(i) : null;
  }
}
