package kizuna.streams.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What rarely changes: the network's lenders and limits, municipalities, associations, agreements,
 * disasters, counterparts, overrides. Immutable; a change makes a new one.
 */
public final class ReferenceState {

  /** Who is to whom in which disaster. */
  private record Pairing(String disasterId, String receiver, String lender) {}

  /** The entries themselves; what is found through indexes is made of them. */
  private record Entries(
      Fact.@Nullable NetworkFormed network,
      Map<String, Municipality> municipalities,
      Map<String, Set<String>> associations,
      Agreements agreements,
      Map<String, Disaster> disasters,
      Map<String, LenderLimits> limits,
      Map<Pairing, CounterpartRole> counterparts,
      Map<String, OverrideDecision> overrides, // In the order in which they were made.
      Map<String, String> joined) { // What a disaster goes on as, by its former id.

    Entries with(Fact.NetworkFormed formed) {
      return new Entries(
          formed,
          municipalities,
          associations,
          agreements,
          disasters,
          limits,
          counterparts,
          overrides,
          joined);
    }

    Entries withMunicipalities(Map<String, Municipality> all) {
      return new Entries(
          network,
          all,
          associations,
          agreements,
          disasters,
          limits,
          counterparts,
          overrides,
          joined);
    }

    Entries withAssociation(String id, Set<String> members) {
      return new Entries(
          network,
          municipalities,
          plus(associations, id, members),
          agreements.with(plus(associations, id, members)),
          disasters,
          limits,
          counterparts,
          overrides,
          joined);
    }

    Entries with(Agreement a) {
      return new Entries(
          network,
          municipalities,
          associations,
          agreements.with(a),
          disasters,
          limits,
          counterparts,
          overrides,
          joined);
    }

    Entries with(Disaster d) {
      return new Entries(
          network,
          municipalities,
          associations,
          agreements,
          plus(disasters, d.id(), d),
          limits,
          counterparts,
          overrides,
          joined);
    }

    Entries withLimits(String lender, LenderLimits of) {
      return new Entries(
          network,
          municipalities,
          associations,
          agreements,
          disasters,
          plus(limits, lender, of),
          counterparts,
          overrides,
          joined);
    }

    Entries withCounterparts(Map<Pairing, CounterpartRole> all) {
      return new Entries(
          network,
          municipalities,
          associations,
          agreements,
          disasters,
          limits,
          all,
          overrides,
          joined);
    }

    /** Counterparts as they are then; whom it struck the other strikes. */
    Entries withJoined(
        String disasterId, Disaster into, Map<Pairing, CounterpartRole> counterpartsThen) {
      Map<String, Disaster> left = new LinkedHashMap<>(disasters);
      left.remove(disasterId);
      left.put(into.id(), into);
      Map<String, String> all = new LinkedHashMap<>(joined);
      all.replaceAll((former, now) -> now.equals(disasterId) ? into.id() : now);
      all.put(disasterId, into.id());
      return new Entries(
          network,
          municipalities,
          associations,
          agreements,
          left,
          limits,
          counterpartsThen,
          overrides,
          all);
    }

    Entries withOverrides(Map<String, OverrideDecision> all) {
      return new Entries(
          network,
          municipalities,
          associations,
          agreements,
          disasters,
          limits,
          counterparts,
          all,
          joined);
    }
  }

  static final ReferenceState EMPTY =
      new ReferenceState(
          new Entries(
              null,
              Map.of(),
              Map.of(),
              Agreements.none(),
              Map.of(),
              Map.of(),
              Map.of(),
              Map.of(),
              Map.of()));

  private static final int UNKNOWN_DISTANCE_KM = 99_999;

  private final Entries entries;
  private final List<String> lenders;
  private final Set<String> lenderSet;
  private final Map<String, List<OverrideDecision>> byRequest;
  private final Set<String> struck;
  private final Set<DailyLimitUse> limited;

  private ReferenceState(Entries entries) {
    this(entries, null);
  }

  /** What is found through indexes is taken from the register before where it did not change. */
  @SuppressWarnings("ReferenceEquality") // The same object: comparing all lenders costs as much.
  private ReferenceState(Entries entries, @Nullable ReferenceState before) {
    this.entries = entries;
    if (before != null && before.entries.network == entries.network) {
      this.lenders = before.lenders;
      this.lenderSet = before.lenderSet;
    } else {
      this.lenders =
          entries.network == null
              ? List.of()
              : entries.network.lenders().stream().sorted().toList();
      this.lenderSet = Set.copyOf(lenders);
    }
    this.byRequest =
        before != null && before.entries.overrides == entries.overrides
            ? before.byRequest
            : byRequest(entries);
    this.struck =
        before != null && before.entries.disasters == entries.disasters
            ? before.struck
            : struck(entries);
    this.limited =
        before != null && before.entries.limits == entries.limits
            ? before.limited
            : limited(entries);
  }

  private static Map<String, List<OverrideDecision>> byRequest(Entries entries) {
    Map<String, List<OverrideDecision>> byRequest = new HashMap<>();
    entries.overrides.values().stream()
        .sorted(Comparator.comparing(OverrideDecision::id))
        .forEach(o -> byRequest.computeIfAbsent(o.requestId(), r -> new ArrayList<>()).add(o));
    return byRequest;
  }

  private static Set<String> struck(Entries entries) {
    Set<String> struck = new HashSet<>();
    entries.disasters.values().stream()
        .filter(d -> !d.ended())
        .forEach(d -> struck.addAll(d.struck()));
    return struck;
  }

  private static Set<DailyLimitUse> limited(Entries entries) {
    Set<DailyLimitUse> limited = new HashSet<>();
    entries.limits.forEach(
        (lender, l) -> {
          if (l.all() != null) {
            limited.add(new DailyLimitUse.OfLender(lender, null));
          }
          l.byTask()
              .keySet()
              .forEach(task -> limited.add(new DailyLimitUse.OfLender(lender, task)));
        });
    return limited;
  }

  /** The register after a fact that it keeps; itself after any other. */
  ReferenceState with(Fact fact) {
    if (fact instanceof Fact.NetworkFormed f) {
      return new ReferenceState(entries.with(f));
    } else if (fact instanceof Fact.MunicipalitiesListed f) {
      Map<String, Municipality> more = new HashMap<>(entries.municipalities);
      f.municipalities().forEach(m -> more.put(m.code(), m));
      return new ReferenceState(entries.withMunicipalities(more), this);
    } else if (fact instanceof Fact.AssociationListed f) {
      return new ReferenceState(
          entries.withAssociation(f.associationId(), Set.copyOf(f.members())), this);
    } else if (fact instanceof Fact.AgreementSigned f) {
      Agreement before = entries.agreements.get(f.agreement().id());
      // Whoever suspended it said nothing of its terms: new ones do not resume it.
      return new ReferenceState(
          entries.with(
              before != null && before.suspended() ? f.agreement().suspended(true) : f.agreement()),
          this);
    } else if (fact instanceof Fact.PlanConfirmed f) {
      return changed(f.agreementId(), a -> a.withConfirmation(f.confirmedBy(), f.validTo()));
    } else if (fact instanceof Fact.AgreementSuspended f) {
      return changed(f.agreementId(), a -> a.suspended(true));
    } else if (fact instanceof Fact.AgreementResumed f) {
      return changed(f.agreementId(), a -> a.suspended(false));
    } else if (fact instanceof Fact.AgreementEnded f) {
      return changed(f.agreementId(), a -> a.endingOn(f.lastDay()));
    } else if (fact instanceof Fact.LenderLimitsSet f) {
      return new ReferenceState(entries.withLimits(f.lender(), f.limits()), this);
    } else if (fact instanceof Fact.DisasterDeclared f) {
      return new ReferenceState(entries.with(widened(f)));
    } else if (fact instanceof Fact.DisastersJoined f) {
      return joined(disasterId(f.disasterId()), disasterId(f.into()));
    } else if (fact instanceof Fact.DisasterEnded f) {
      return changedDisaster(f.disasterId(), d -> d.endedOn(f.on()));
    } else if (fact instanceof Fact.DisasterReopened f) {
      return changedDisaster(f.disasterId(), d -> d.endedOn(null));
    } else if (fact instanceof Fact.DisasterCorrected f) {
      return changedDisaster(f.disasterId(), d -> corrected(d, f));
    } else if (fact instanceof Fact.LenderJoined f) {
      return new ReferenceState(
          entries.with(
              network().lending(Stream.concat(lenders.stream(), Stream.of(f.lender())).toList())));
    } else if (fact instanceof Fact.LenderLeft f) {
      return left(f.lender());
    } else if (fact instanceof Fact.NetworkTermsChanged f) {
      return new ReferenceState(entries.with(f.appliedTo(network())));
    } else if (fact instanceof Fact.CounterpartAppointed f) {
      return new ReferenceState(
          entries.withCounterparts(
              plus(
                  entries.counterparts,
                  pairing(f.disasterId(), f.receiver(), f.lender()),
                  f.role())));
    } else if (fact instanceof Fact.CounterpartRelieved f) {
      return relieved(f);
    } else if (fact instanceof Fact.OverrideMade f) {
      return new ReferenceState(
          entries.withOverrides(plus(entries.overrides, f.override().id(), f.override())));
    } else if (fact instanceof Fact.OverrideRevoked f) {
      Map<String, OverrideDecision> left = new LinkedHashMap<>(entries.overrides);
      left.remove(f.overrideId());
      return new ReferenceState(entries.withOverrides(left), this);
    }
    return this;
  }

  private Disaster widened(Fact.DisasterDeclared f) {
    Disaster d = f.disaster();
    Disaster before = disaster(d.id());
    if (before == null) {
      return d;
    }
    // What was declared wrongly is put right by a correction, not by whoever declares it again.
    return before
        .striking(together(d.struck(), before.struck()))
        .endedOn(f.passedOn() ? null : before.endedOn());
  }

  private static Disaster corrected(Disaster d, Fact.DisasterCorrected f) {
    Set<String> struck = together(d.struck(), f.alsoStruck());
    struck.removeAll(f.notStruck());
    return new Disaster(
        d.id(),
        f.name() == null ? d.name() : f.name(),
        f.hazard() == null ? d.hazard() : f.hazard(),
        struck,
        f.struckAt() == null ? d.struckAt() : f.struckAt(),
        d.declaredBy(),
        d.endedOn());
  }

  private ReferenceState changedDisaster(
      String disasterId, java.util.function.UnaryOperator<Disaster> how) {
    Disaster d = disaster(disasterId);
    return d == null ? this : new ReferenceState(entries.with(how.apply(d)));
  }

  /** Who lends no more leads and supports nobody. */
  private ReferenceState left(String lender) {
    Map<Pairing, CounterpartRole> counterparts = new LinkedHashMap<>(entries.counterparts);
    counterparts.keySet().removeIf(p -> p.lender().equals(lender));
    return new ReferenceState(
        entries
            .with(network().lending(lenders.stream().filter(l -> !l.equals(lender)).toList()))
            .withCounterparts(counterparts));
  }

  /** Without a disaster that left the books, its former ids and its counterparts. */
  ReferenceState withoutDisaster(String id) {
    Map<String, Disaster> disasters = new LinkedHashMap<>(entries.disasters);
    disasters.remove(id);
    Map<String, String> joined = new LinkedHashMap<>(entries.joined);
    joined.values().removeIf(id::equals);
    Map<Pairing, CounterpartRole> counterparts = new LinkedHashMap<>(entries.counterparts);
    counterparts.keySet().removeIf(p -> p.disasterId().equals(id));
    return new ReferenceState(
        new Entries(
            entries.network,
            entries.municipalities,
            entries.associations,
            entries.agreements,
            disasters,
            entries.limits,
            counterparts,
            entries.overrides,
            joined));
  }

  /** Without what was decided for a request that left the books. */
  ReferenceState withoutOverridesFor(String requestId) {
    if (overridesFor(requestId).isEmpty()) {
      return this;
    }
    Map<String, OverrideDecision> left = new LinkedHashMap<>(entries.overrides);
    left.values().removeIf(o -> o.requestId().equals(requestId));
    return new ReferenceState(entries.withOverrides(left));
  }

  private static Set<String> together(Set<String> some, Set<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /** What is appointed in both stays as the one says that goes on. */
  private ReferenceState joined(String id, String into) {
    Disaster ends = entries.disasters.get(id);
    Disaster goesOn = entries.disasters.get(into);
    if (ends == null || goesOn == null) {
      return this;
    }
    Map<Pairing, CounterpartRole> counterparts = new LinkedHashMap<>(entries.counterparts);
    entries.counterparts.forEach(
        (pairing, role) -> {
          if (pairing.disasterId().equals(id)) {
            counterparts.remove(pairing);
            counterparts.putIfAbsent(new Pairing(into, pairing.receiver(), pairing.lender()), role);
          }
        });
    return new ReferenceState(
        entries.withJoined(
            id, goesOn.striking(together(goesOn.struck(), ends.struck())), counterparts));
  }

  private Pairing pairing(String disasterId, String receiver, String lender) {
    return new Pairing(disasterId(disasterId), receiver, lender);
  }

  private ReferenceState relieved(Fact.CounterpartRelieved f) {
    Map<Pairing, CounterpartRole> all = new HashMap<>(entries.counterparts);
    CounterpartRole role = all.remove(pairing(f.disasterId(), f.receiver(), f.lender()));
    if (role != null && f.handsOverTo() != null) {
      all.put(pairing(f.disasterId(), f.receiver(), f.handsOverTo()), role);
    }
    return new ReferenceState(entries.withCounterparts(all), this);
  }

  private ReferenceState changed(
      String agreementId, java.util.function.UnaryOperator<Agreement> how) {
    Agreement a = entries.agreements.get(agreementId);
    return a == null ? this : new ReferenceState(entries.with(how.apply(a)), this);
  }

  private static <K, V> Map<K, V> plus(Map<K, V> map, K key, V value) {
    Map<K, V> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  public boolean isFormed() {
    return entries.network != null;
  }

  /** The network's own terms: call only when formed. */
  public Fact.NetworkFormed network() {
    if (entries.network == null) {
      throw new IllegalStateException("expected a network that is formed");
    }
    return entries.network;
  }

  /** Codes of the lenders, in order. */
  public List<String> lenders() {
    return lenders;
  }

  public boolean isLender(String code) {
    return lenderSet.contains(code);
  }

  public boolean knows(String municipality) {
    return entries.municipalities.containsKey(municipality);
  }

  public boolean knowsAssociation(String id) {
    return entries.associations.containsKey(id);
  }

  public @Nullable Agreement agreement(String id) {
    return entries.agreements.get(id);
  }

  /** Every agreement, by id. */
  public List<Agreement> agreements() {
    return entries.agreements.all();
  }

  /** The disaster of an id, also of one that it had before it was joined with another. */
  public @Nullable Disaster disaster(String id) {
    return entries.disasters.get(disasterId(id));
  }

  /** The id by which a disaster goes on; the same where it was never joined. */
  public String disasterId(String id) {
    return entries.joined.getOrDefault(id, id);
  }

  /** Every declared disaster that was not joined with another, by id. */
  public List<Disaster> disasters() {
    return entries.disasters.values().stream().sorted(Comparator.comparing(Disaster::id)).toList();
  }

  /** Ids that a disaster had before others were joined into it, in order. */
  public List<String> formerIds(String disasterId) {
    return entries.joined.entrySet().stream()
        .filter(e -> e.getValue().equals(disasterId))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Whether a disaster that goes on struck it. */
  public boolean isStruck(String code) {
    return struck.contains(code);
  }

  /** How much a lender can bear. */
  public LenderLimits limits(String lender) {
    return entries.limits.getOrDefault(lender, LenderLimits.NONE);
  }

  /** What a lender is to a receiver in a disaster, where it was appointed. */
  public Optional<CounterpartRole> counterpart(String disasterId, String receiver, String lender) {
    return Optional.ofNullable(entries.counterparts.get(pairing(disasterId, receiver, lender)));
  }

  public @Nullable OverrideDecision override(String id) {
    return entries.overrides.get(id);
  }

  /** Whether any rule is waived for anybody. */
  public boolean hasWaivers() {
    return entries.overrides.values().stream()
        .anyMatch(o -> o.kind() == OverrideDecision.Kind.WAIVE);
  }

  /** Overrides that stand for a request, by id. */
  public List<OverrideDecision> overridesFor(String requestId) {
    return byRequest.getOrDefault(requestId, List.of());
  }

  /** The class that a coordinator gave a request last, by what still stands; empty: none. */
  public Optional<Priority> priorityGivenTo(String requestId) {
    Priority newest = null;
    for (OverrideDecision o : entries.overrides.values()) {
      if (o.kind() == OverrideDecision.Kind.REPRIORITISE && o.requestId().equals(requestId)) {
        newest = o.priority();
      }
    }
    return Optional.ofNullable(newest);
  }

  /** Agreements that name the receiver or an association that it is a member of, by id. */
  public List<Agreement> agreementsFor(String receiver) {
    return entries.agreements.of(receiver);
  }

  /** Those of them that bind a lender, by id. */
  public List<Agreement> agreementsBetween(String receiver, String lender) {
    return entries.agreements.between(receiver, lender);
  }

  /** Lenders that some agreement binds to a receiver, in order. */
  public List<String> lendersBoundTo(String receiver) {
    if (entries.agreements.bindEverybody(receiver)) {
      return lenders;
    }
    List<String> bound = new ArrayList<>();
    for (String code : entries.agreements.namedBy(receiver)) {
      if (isLender(code)) {
        bound.add(code);
      }
    }
    return bound;
  }

  /**
   * Lenders that can be looked at for a request, in order: those that some agreement binds to the
   * receiver, and those that a coordinator named for it. The others have no agreement: they are
   * counted.
   */
  public List<String> lendersInReach(String requestId, String receiver) {
    List<String> bound = lendersBoundTo(receiver);
    List<OverrideDecision> named = overridesFor(requestId);
    if (named.isEmpty() || bound.size() == lenders.size()) {
      return bound;
    }
    Set<String> all = new TreeSet<>(bound);
    for (OverrideDecision o : named) {
      if (o.lender() != null && isLender(o.lender())) {
        all.add(o.lender());
      }
    }
    return List.copyOf(all);
  }

  /** Whether a lender is bound by an agreement: named, a member of one named, or all are. */
  public boolean binds(Agreement agreement, String lender) {
    return entries.agreements.binds(agreement, lender);
  }

  /** Codes of the receivers that an agreement covers. */
  public Set<String> receiversOf(Agreement agreement) {
    return entries.agreements.receiversOf(agreement);
  }

  /** Whether what is used by the day is limited, and so must be counted. */
  boolean isLimited(DailyLimitUse use) {
    if (use instanceof DailyLimitUse.UnderAgreement u) {
      Agreement agreement = entries.agreements.get(u.agreementId());
      return agreement != null && agreement.headCountLimit() != null;
    }
    return limited.contains(use);
  }

  /**
   * Whether something is limited that was not before, and so has not been counted.
   *
   * @param before the register before the last change
   */
  boolean limitsMoreThan(ReferenceState before) {
    Agreement changed = entries.agreements.latest();
    boolean byAgreement =
        entries.agreements != before.entries.agreements
            && changed != null
            && changed.headCountLimit() != null
            && !before.isLimited(new DailyLimitUse.UnderAgreement(changed.id(), "", ""));
    return byAgreement
        || (limited != before.limited && limited.stream().anyMatch(use -> !before.isLimited(use)));
  }

  /** Great-circle distance in kilometres; very far where one of them has no known place. */
  public int distanceKm(String from, String to) {
    Municipality a = entries.municipalities.get(from);
    Municipality b = entries.municipalities.get(to);
    return a == null || b == null ? UNKNOWN_DISTANCE_KM : a.distanceKm(b);
  }
}
