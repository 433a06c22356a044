package kizuna.streams.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the state that rarely change: the network's terms and lenders, municipalities,
 * associations, agreements, disasters, limits, counterparts, overrides, lessons. Immutable; a
 * change makes a new one that shares all other parts.
 */
public final class ReferenceState {

  static final ReferenceState EMPTY =
      new ReferenceState(
          NetworkTerms.NOT_FORMED,
          Municipalities.NONE,
          Map.of(),
          Agreements.none(),
          Disasters.NONE,
          Limits.NONE,
          Counterparts.NONE,
          Overrides.NONE,
          Preparedness.NONE);

  private final NetworkTerms terms;
  private final Municipalities municipalities;

  /** Members of each association. */
  private final Map<String, Set<String>> associations;

  private final Agreements agreements;
  private final Disasters disasters;
  private final Limits limits;
  private final Counterparts counterparts;
  private final Overrides overrides;
  private final Preparedness preparedness;

  private ReferenceState(
      NetworkTerms terms,
      Municipalities municipalities,
      Map<String, Set<String>> associations,
      Agreements agreements,
      Disasters disasters,
      Limits limits,
      Counterparts counterparts,
      Overrides overrides,
      Preparedness preparedness) {
    this.terms = terms;
    this.municipalities = municipalities;
    this.associations = associations;
    this.agreements = agreements;
    this.disasters = disasters;
    this.limits = limits;
    this.counterparts = counterparts;
    this.overrides = overrides;
    this.preparedness = preparedness;
  }

  /** With one part replaced; all others stay. */
  private ReferenceState with(Object now) {
    return new ReferenceState(
        now instanceof NetworkTerms changed ? changed : terms,
        now instanceof Municipalities changed ? changed : municipalities,
        associations,
        now instanceof Agreements changed ? changed : agreements,
        now instanceof Disasters changed ? changed : disasters,
        now instanceof Limits changed ? changed : limits,
        now instanceof Counterparts changed ? changed : counterparts,
        now instanceof Overrides changed ? changed : overrides,
        now instanceof Preparedness changed ? changed : preparedness);
  }

  /** The state after a fact that it keeps; itself after any other. */
  ReferenceState with(Fact fact) {
    if (fact instanceof Fact.NetworkFormed f) {
      return with(NetworkTerms.of(f));
    } else if (fact instanceof Fact.NetworkTermsChanged f) {
      return with(NetworkTerms.of(f.appliedTo(network())));
    } else if (fact instanceof Fact.LenderJoined f) {
      return withLenders(Stream.concat(lenders().stream(), Stream.of(f.lender())).toList());
    } else if (fact instanceof Fact.LenderLeft f) {
      // A lender that leaves is no counterpart any more.
      return withLenders(lenders().stream().filter(l -> !l.equals(f.lender())).toList())
          .with(counterparts.withoutLender(f.lender()));
    } else if (fact instanceof Fact.MunicipalitiesListed f) {
      return with(municipalities.with(f.municipalities()));
    } else if (fact instanceof Fact.AssociationListed f) {
      return withAssociation(f.associationId(), Set.copyOf(f.members()));
    } else if (fact instanceof Fact.LenderLimitsSet f) {
      return with(limits.with(f.lender(), f.limits()));
    } else if (fact instanceof Fact.OverrideMade f) {
      return with(overrides.with(f.override()));
    } else if (fact instanceof Fact.OverrideRevoked f) {
      return with(overrides.without(f.overrideId()));
    }
    return withAgreementOrDisaster(fact);
  }

  private ReferenceState withAgreementOrDisaster(Fact fact) {
    if (fact instanceof Fact.AgreementSigned f) {
      return signed(f.agreement());
    } else if (fact instanceof Fact.PlanConfirmed f) {
      return changed(f.agreementId(), a -> a.withConfirmation(f.confirmedBy(), f.validTo()));
    } else if (fact instanceof Fact.AgreementSuspended f) {
      return changed(f.agreementId(), a -> a.suspended(true));
    } else if (fact instanceof Fact.AgreementResumed f) {
      return changed(f.agreementId(), a -> a.suspended(false));
    } else if (fact instanceof Fact.AgreementEnded f) {
      return changed(f.agreementId(), a -> a.endingOn(f.lastDay()));
    } else if (fact instanceof Fact.DisasterDeclared f) {
      return with(disasters.declared(f));
    } else if (fact instanceof Fact.DisastersJoined f) {
      return joined(disasterId(f.disasterId()), disasterId(f.into()));
    } else if (fact instanceof Fact.DisasterEnded f) {
      return with(disasters.changed(f.disasterId(), d -> d.endedOn(f.on())));
    } else if (fact instanceof Fact.DisasterReopened f) {
      return with(disasters.changed(f.disasterId(), d -> d.endedOn(null)));
    } else if (fact instanceof Fact.DisasterCorrected f) {
      return with(disasters.corrected(f));
    } else if (fact instanceof Fact.CounterpartAppointed f) {
      String id = disasterId(f.disasterId());
      return with(counterparts.appointed(id, f.receiver(), f.lender(), f.role()));
    } else if (fact instanceof Fact.CounterpartRelieved f) {
      String id = disasterId(f.disasterId());
      return with(counterparts.relieved(id, f.receiver(), f.lender(), f.handsOverTo()));
    }
    Preparedness now = preparedness.with(fact);
    return now == preparedness ? this : with(now);
  }

  private ReferenceState withLenders(List<String> lenders) {
    return with(NetworkTerms.of(network().lending(lenders)));
  }

  /** An association's members are bound by its agreements: they are indexed again. */
  private ReferenceState withAssociation(String id, Set<String> members) {
    Map<String, Set<String>> all = new LinkedHashMap<>(associations);
    all.put(id, members);
    return new ReferenceState(
        terms,
        municipalities,
        all,
        agreements.with(all),
        disasters,
        limits,
        counterparts,
        overrides,
        preparedness);
  }

  /** New terms do not resume a suspended agreement: the suspension did not mention them. */
  private ReferenceState signed(Agreement agreement) {
    Agreement before = agreements.get(agreement.id());
    return with(
        agreements.with(
            before != null && before.suspended() ? agreement.suspended(true) : agreement));
  }

  private ReferenceState changed(String agreementId, UnaryOperator<Agreement> change) {
    Agreement agreement = agreements.get(agreementId);
    return agreement == null ? this : with(agreements.with(change.apply(agreement)));
  }

  private ReferenceState joined(String id, String into) {
    return disasters.get(id) == null || disasters.get(into) == null
        ? this
        : with(disasters.joined(id, into)).with(counterparts.joined(id, into));
  }

  /** Without a disaster that is removed, its former ids and its counterparts. */
  ReferenceState withoutDisaster(String id) {
    return with(disasters.without(id)).with(counterparts.withoutDisaster(id));
  }

  /** Without the overrides for a request that is removed. */
  ReferenceState withoutOverridesFor(String requestId) {
    return overridesFor(requestId).isEmpty() ? this : with(overrides.withoutRequest(requestId));
  }

  public boolean isFormed() {
    return terms.isFormed();
  }

  /** The network's own terms. Call only when it is formed. */
  public Fact.NetworkFormed network() {
    return terms.formed();
  }

  /** Whether another state has the same terms, with any lenders; also before this one is formed. */
  boolean hasTermsOf(ReferenceState other) {
    return !isFormed() || network().lending(List.of()).equals(other.network().lending(List.of()));
  }

  /** Codes of the lenders, in order. */
  public List<String> lenders() {
    return terms.lenders();
  }

  public boolean isLender(String code) {
    return terms.isLender(code);
  }

  public boolean knows(String municipality) {
    return municipalities.contains(municipality);
  }

  public boolean knowsAssociation(String id) {
    return associations.containsKey(id);
  }

  public @Nullable Agreement agreement(String id) {
    return agreements.get(id);
  }

  /** Every agreement, by id. */
  public List<Agreement> agreements() {
    return agreements.all();
  }

  /** The disaster of an id, also of one that it had before it was joined with another. */
  public @Nullable Disaster disaster(String id) {
    return disasters.get(id);
  }

  /** The id of the remaining disaster; the same if it was never joined. */
  public String disasterId(String id) {
    return disasters.currentId(id);
  }

  /** Every declared disaster that was not joined with another, by id. */
  public List<Disaster> disasters() {
    return disasters.all();
  }

  /** Ids that a disaster had before others were joined into it, in order. */
  public List<String> formerIds(String disasterId) {
    return disasters.formerIds(disasterId);
  }

  /** Whether a disaster that has not ended struck it. */
  public boolean isStruck(String code) {
    return disasters.isStruck(code);
  }

  /** The limits of a lender. */
  public LenderLimits limits(String lender) {
    return limits.of(lender);
  }

  /** The role of a lender for a receiver in a disaster, if it was appointed. */
  public Optional<CounterpartRole> counterpart(String disasterId, String receiver, String lender) {
    return counterparts.role(disasterId(disasterId), receiver, lender);
  }

  public @Nullable OverrideDecision override(String id) {
    return overrides.get(id);
  }

  /** Open lessons and contact tests. */
  public Preparedness preparedness() {
    return preparedness;
  }

  /** Whether any rule is waived for any lender. */
  public boolean hasWaivers() {
    return overrides.hasWaivers();
  }

  /** Overrides in force for a request, by id. */
  public List<OverrideDecision> overridesFor(String requestId) {
    return overrides.of(requestId);
  }

  /** The class that a coordinator gave a request last, among overrides in force; empty: none. */
  public Optional<Priority> priorityGivenTo(String requestId) {
    return overrides.lastPriorityOf(requestId);
  }

  /** Agreements that name the receiver or an association that it is a member of, by id. */
  public List<Agreement> agreementsFor(String receiver) {
    return agreements.of(receiver);
  }

  /** Those of them that bind a lender, by id. */
  public List<Agreement> agreementsBetween(String receiver, String lender) {
    return agreements.between(receiver, lender);
  }

  /** Lenders that some agreement binds to a receiver, in order. */
  public List<String> lendersBoundTo(String receiver) {
    if (agreements.bindAllLenders(receiver)) {
      return lenders();
    }
    List<String> bound = new ArrayList<>();
    for (String code : agreements.namedBy(receiver)) {
      if (isLender(code)) {
        bound.add(code);
      }
    }
    return bound;
  }

  /**
   * Lenders in reach of a request, in order: those that an agreement binds to the receiver, and
   * those that a coordinator named for it. The others have no agreement: they are counted.
   */
  public List<String> lendersInReach(String requestId, String receiver) {
    List<String> bound = lendersBoundTo(receiver);
    List<OverrideDecision> named = overridesFor(requestId);
    if (named.isEmpty() || bound.size() == lenders().size()) {
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
    return agreements.binds(agreement, lender);
  }

  /** Codes of the receivers that an agreement covers. */
  public Set<String> receiversOf(Agreement agreement) {
    return agreements.receiversOf(agreement);
  }

  /** Whether its agreement or its lender limits persons: nearly no dispatch has either. */
  boolean mayLimit(Dispatch d) {
    Agreement agreement = agreements.get(d.agreementId());
    return (agreement != null && agreement.headCountLimit() != null)
        || limits.of(d.lender()).limitsHeads();
  }

  /** Whether a daily use is limited, and so must be counted. */
  boolean isLimited(DailyLimitUse use) {
    if (use instanceof DailyLimitUse.UnderAgreement u) {
      Agreement agreement = agreements.get(u.agreementId());
      return agreement != null && agreement.headCountLimit() != null;
    }
    return limits.contains(use);
  }

  /**
   * Whether there is a new limit, with a use not counted before.
   *
   * @param before the register before the last change
   */
  boolean limitsMoreThan(ReferenceState before) {
    Agreement changed = agreements.latest();
    boolean byAgreement =
        agreements != before.agreements
            && changed != null
            && changed.headCountLimit() != null
            && !before.isLimited(new DailyLimitUse.UnderAgreement(changed.id(), "", ""));
    return byAgreement || (limits != before.limits && limits.limitMoreThan(before));
  }

  /** Great-circle distance in kilometres; very large if the place of one is not known. */
  public int distanceKm(String from, String to) {
    return municipalities.distanceKm(from, to);
  }
}
