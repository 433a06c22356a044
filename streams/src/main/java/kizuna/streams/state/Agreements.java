package kizuna.streams.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every agreement, found by its id, by receiver, and by receiver and lender. Immutable; the cost of
 * a change depends on the agreements of its receivers, not on all: a country signs 90,000.
 */
final class Agreements {

  private static final Comparator<Agreement> BY_ID = Comparator.comparing(Agreement::id);

  /** Agreements of one receiver, by id. The bound lenders are computed on first use. */
  private static final class Bound {
    private final Map<String, Set<String>> associations;
    private final List<Agreement> all;
    private @Nullable Map<String, List<Agreement>> byLender;
    private List<Agreement> ofAllLenders = List.of();
    private List<String> lenders = List.of();

    Bound(Map<String, Set<String>> associations, List<Agreement> all) {
      this.associations = associations;
      this.all = all;
    }

    Bound with(Agreement a, @Nullable Agreement before) {
      List<Agreement> more = new ArrayList<>(all.size() + 1);
      boolean put = false;
      for (Agreement other : all) {
        if (before != null && other.id().equals(before.id())) {
          continue;
        }
        if (!put && BY_ID.compare(other, a) > 0) {
          more.add(a);
          put = true;
        }
        more.add(other);
      }
      if (!put) {
        more.add(a);
      }
      return new Bound(associations, more);
    }

    Bound without(String id) {
      return new Bound(associations, all.stream().filter(a -> !a.id().equals(id)).toList());
    }

    private Map<String, List<Agreement>> byLender() {
      Map<String, List<Agreement>> known = byLender;
      if (known == null) {
        known = new HashMap<>();
        List<Agreement> general = new ArrayList<>();
        for (Agreement a : all) {
          if (bindsAllLenders(a)) {
            general.add(a);
          } else {
            for (String lender : lendersOf(a, associations)) {
              known.computeIfAbsent(lender, l -> new ArrayList<>(1)).add(a);
            }
          }
        }
        ofAllLenders = general;
        lenders = known.keySet().stream().sorted().toList();
        byLender = known;
      }
      return known;
    }
  }

  private final Map<String, Set<String>> associations;
  private final PersistentMap<String, Agreement> byId;
  private final PersistentMap<String, Bound> byReceiver;
  private final @Nullable Agreement latest;

  private Agreements(
      Map<String, Set<String>> associations,
      PersistentMap<String, Agreement> byId,
      PersistentMap<String, Bound> byReceiver,
      @Nullable Agreement latest) {
    this.associations = associations;
    this.byId = byId;
    this.byReceiver = byReceiver;
    this.latest = latest;
  }

  static Agreements none() {
    return new Agreements(Map.of(), PersistentMap.empty(), PersistentMap.empty(), null);
  }

  /** With other members of associations: results by receiver are computed again. */
  Agreements with(Map<String, Set<String>> members) {
    Map<String, List<Agreement>> lists = new HashMap<>();
    for (Agreement a : all()) {
      for (String receiver : receiversOf(a, members)) {
        lists.computeIfAbsent(receiver, r -> new ArrayList<>()).add(a);
      }
    }
    PersistentMap<String, Bound> bound = PersistentMap.empty();
    for (Map.Entry<String, List<Agreement>> e : lists.entrySet()) {
      bound = bound.with(e.getKey(), new Bound(members, e.getValue()));
    }
    return new Agreements(members, byId, bound, null);
  }

  /** With an agreement, or another version or state of it. */
  Agreements with(Agreement a) {
    Agreement before = byId.get(a.id());
    PersistentMap<String, Bound> bound = byReceiver;
    Set<String> receivers = receiversOf(a, associations);
    if (before != null) {
      for (String receiver : receiversOf(before, associations)) {
        Bound known = bound.get(receiver);
        if (known != null && !receivers.contains(receiver)) {
          bound = bound.with(receiver, known.without(a.id()));
        }
      }
    }
    for (String receiver : receivers) {
      Bound known = bound.get(receiver);
      bound =
          bound.with(
              receiver,
              (known == null ? new Bound(associations, List.of()) : known).with(a, before));
    }
    return new Agreements(associations, byId.with(a.id(), a), bound, a);
  }

  @Nullable Agreement get(String id) {
    return byId.get(id);
  }

  /** Every agreement, by id. */
  List<Agreement> all() {
    List<Agreement> all = new ArrayList<>(byId.size());
    byId.forEachValue(all::add);
    all.sort(BY_ID);
    return all;
  }

  /** The last one put; null if none was put since members changed. */
  @Nullable Agreement latest() {
    return latest;
  }

  List<Agreement> of(String receiver) {
    Bound bound = byReceiver.get(receiver);
    return bound == null ? List.of() : bound.all;
  }

  /** Those of a receiver that bind a lender, by id. */
  List<Agreement> between(String receiver, String lender) {
    Bound bound = byReceiver.get(receiver);
    if (bound == null) {
      return List.of();
    }
    List<Agreement> named = bound.byLender().getOrDefault(lender, List.of());
    if (bound.ofAllLenders.isEmpty() || named.isEmpty()) {
      return named.isEmpty() ? bound.ofAllLenders : named;
    }
    List<Agreement> both = new ArrayList<>(named);
    both.addAll(bound.ofAllLenders);
    both.sort(BY_ID);
    return both;
  }

  /** Codes that a receiver's agreements name directly or by association, in order. */
  List<String> namedBy(String receiver) {
    Bound bound = byReceiver.get(receiver);
    if (bound == null) {
      return List.of();
    }
    bound.byLender();
    return bound.lenders;
  }

  /** Whether an agreement of a receiver binds every lender of the network. */
  boolean bindAllLenders(String receiver) {
    Bound bound = byReceiver.get(receiver);
    if (bound == null) {
      return false;
    }
    bound.byLender();
    return !bound.ofAllLenders.isEmpty();
  }

  private static boolean bindsAllLenders(Agreement a) {
    return a.scope().lenders().isEmpty() && a.scope().lenderAssociations().isEmpty();
  }

  boolean binds(Agreement a, String lender) {
    if (bindsAllLenders(a) || a.scope().lenders().contains(lender)) {
      return true;
    }
    for (String id : a.scope().lenderAssociations()) {
      if (associations.getOrDefault(id, Set.of()).contains(lender)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> lendersOf(Agreement a, Map<String, Set<String>> associations) {
    if (a.scope().lenderAssociations().isEmpty()) {
      return a.scope().lenders();
    }
    Set<String> lenders = new TreeSet<>(a.scope().lenders());
    a.scope()
        .lenderAssociations()
        .forEach(id -> lenders.addAll(associations.getOrDefault(id, Set.of())));
    return lenders;
  }

  /** Codes of the receivers that an agreement covers, in order. */
  Set<String> receiversOf(Agreement a) {
    return receiversOf(a, associations);
  }

  private static Set<String> receiversOf(Agreement a, Map<String, Set<String>> members) {
    Set<String> covered = new TreeSet<>(a.scope().receivers());
    a.scope().associations().forEach(id -> covered.addAll(members.getOrDefault(id, Set.of())));
    return covered;
  }
}
