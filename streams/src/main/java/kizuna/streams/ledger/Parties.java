package kizuna.streams.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kizuna.facts.AssociationListed;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisastersJoined;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.LedgerView.Counterpart;
import kizuna.streams.ledger.LedgerView.DutyDesk;
import kizuna.streams.ledger.LedgerView.Standing;
import org.jspecify.annotations.Nullable;

/**
 * What each desk, each ward and the coordinators look at, found by whose it is, so that a page of
 * one of them costs what that one has and not what everybody has. Guarded by its owner.
 */
final class Parties {

  private record Pairing(String networkId, String disasterId, String receiver, String lender) {}

  private final Map<String, Map<String, LedgerEntry>> byLender = new HashMap<>();
  private final Map<String, Map<String, LedgerEntry>> byReceiver = new HashMap<>();
  private final Map<String, Map<String, RequestStatus>> requests = new HashMap<>();
  private final Map<String, Map<String, OfferStatus>> offers = new HashMap<>();
  private final Map<String, Tally> receivers = new HashMap<>();
  private final Map<String, Tally> lenders = new HashMap<>();

  /** By network/lender. */
  private final Map<String, Tally> lendersOfNetworks = new HashMap<>();

  private final Map<String, RequestStatus> escalated = new TreeMap<>();
  private final Map<String, AgreementStatus> agreements = new TreeMap<>();
  private final Map<String, AssociationListed> associations = new HashMap<>();
  private final Map<Pairing, Counterpart> counterparts = new HashMap<>();
  private final Map<String, Standing> overrides = new TreeMap<>();

  /** By network/body; admission lets in bodies that are known only. */
  private final Map<String, DutyDesk> dutyDesks = new TreeMap<>();

  /** What a disaster goes on as, by network/id. */
  private final Map<String, String> joined = new HashMap<>();

  // Writing ------------------------------------------------------------------------------------

  void put(String key, @Nullable LedgerEntry before, LedgerEntry after) {
    if (before != null) {
      add(before, -1);
    }
    add(after, 1);
    byLender.computeIfAbsent(after.getLender(), l -> new HashMap<>()).put(key, after);
    byReceiver.computeIfAbsent(after.getReceiver(), r -> new HashMap<>()).put(key, after);
  }

  void remove(String key, LedgerEntry before) {
    add(before, -1);
    byLender.getOrDefault(before.getLender(), new HashMap<>()).remove(key);
    byReceiver.getOrDefault(before.getReceiver(), new HashMap<>()).remove(key);
  }

  private void add(LedgerEntry e, int sign) {
    of(receivers, e.getReceiver()).add(e, sign);
    of(lenders, e.getLender()).add(e, sign);
    of(lendersOfNetworks, e.getNetworkId() + "/" + e.getLender()).add(e, sign);
  }

  private static Tally of(Map<String, Tally> tallies, String key) {
    return tallies.computeIfAbsent(key, k -> new Tally());
  }

  void put(String key, @Nullable RequestStatus before, RequestStatus status) {
    if (before != null) {
      of(receivers, before.getReceiver()).add(before, -1);
    }
    of(receivers, status.getReceiver()).add(status, 1);
    requests.computeIfAbsent(status.getReceiver(), r -> new HashMap<>()).put(key, status);
    if (status.getEscalatedTo() != null || status.getEscalatedFrom() != null) {
      escalated.put(key, status);
    }
  }

  void remove(String key, RequestStatus before) {
    of(receivers, before.getReceiver()).add(before, -1);
    requests.getOrDefault(before.getReceiver(), new HashMap<>()).remove(key);
    escalated.remove(key);
  }

  void put(String key, OfferStatus status) {
    offers.computeIfAbsent(status.getLender(), l -> new HashMap<>()).put(key, status);
  }

  void remove(String key, OfferStatus before) {
    offers.getOrDefault(before.getLender(), new HashMap<>()).remove(key);
  }

  void put(String key, AgreementStatus status) {
    agreements.put(key, status);
  }

  void removeAgreement(String key) {
    agreements.remove(key);
  }

  /** Keeps what an accepted fact says of associations, counterparts and overrides. */
  void accepted(Fact fact) {
    String network = fact.getNetworkId();
    String by = fact.getReporter().getBody();
    if (fact.getAssociationListed() != null) {
      AssociationListed listed = fact.getAssociationListed();
      associations.put(network + "/" + listed.getAssociationId(), listed);
    } else if (fact.getDisastersJoined() != null) {
      joined(network, fact.getDisastersJoined());
    } else if (fact.getCounterpartAppointed() != null) {
      CounterpartAppointed a = inItsDisaster(network, fact.getCounterpartAppointed());
      counterparts.put(
          new Pairing(network, a.getDisasterId(), a.getReceiver(), a.getLender()),
          new Counterpart(network, a, fact.getRecordedAt(), by));
    } else if (fact.getLenderLeft() != null) {
      String left = fact.getLenderLeft().getLender();
      counterparts.keySet().removeIf(p -> p.networkId().equals(network) && p.lender().equals(left));
    } else if (fact.getDutyDeskPublished() != null) {
      published(fact, fact.getDutyDeskPublished());
    } else if (fact.getCounterpartRelieved() != null) {
      relieved(fact, fact.getCounterpartRelieved());
    } else if (fact.getOverrideMade() != null) {
      OverrideMade made = fact.getOverrideMade();
      overrides.put(
          network + "/" + made.getOverrideId(),
          new Standing(network, made, fact.getRecordedAt(), by));
    } else if (fact.getOverrideRevoked() != null) {
      overrides.remove(network + "/" + fact.getOverrideRevoked().getOverrideId());
    }
  }

  /** What a disaster goes on as, where it was joined with another. */
  private String disaster(String network, String id) {
    return joined.getOrDefault(network + "/" + id, id);
  }

  private CounterpartAppointed inItsDisaster(String network, CounterpartAppointed a) {
    return new CounterpartAppointed(
        disaster(network, a.getDisasterId()), a.getReceiver(), a.getLender(), a.getRole());
  }

  /** Counterparts of the one are the other's; what that has already, stays. */
  private void joined(String network, DisastersJoined fact) {
    String from = disaster(network, fact.getDisasterId());
    String into = disaster(network, fact.getInto());
    joined.replaceAll((key, now) -> key.startsWith(network + "/") && now.equals(from) ? into : now);
    joined.put(network + "/" + from, into);
    for (Map.Entry<Pairing, Counterpart> e : List.copyOf(counterparts.entrySet())) {
      Pairing p = e.getKey();
      if (p.networkId().equals(network) && p.disasterId().equals(from)) {
        counterparts.remove(p);
        Counterpart was = e.getValue();
        counterparts.putIfAbsent(
            new Pairing(network, into, p.receiver(), p.lender()),
            new Counterpart(
                network, inItsDisaster(network, was.appointed()), was.since(), was.by()));
      }
    }
  }

  private void published(Fact fact, DutyDeskPublished desk) {
    String key = fact.getNetworkId() + "/" + desk.getBody();
    if (desk.getPhone().isEmpty()) {
      dutyDesks.remove(key);
    } else {
      dutyDesks.put(key, new DutyDesk(fact.getNetworkId(), desk, fact.getRecordedAt()));
    }
  }

  private void relieved(Fact fact, CounterpartRelieved r) {
    String network = fact.getNetworkId();
    String disasterId = disaster(network, r.getDisasterId());
    Counterpart was =
        counterparts.remove(new Pairing(network, disasterId, r.getReceiver(), r.getLender()));
    if (was != null && r.getHandsOverTo() != null) {
      counterparts.put(
          new Pairing(network, disasterId, r.getReceiver(), r.getHandsOverTo()),
          new Counterpart(
              network,
              new CounterpartAppointed(
                  disasterId, r.getReceiver(), r.getHandsOverTo(), was.appointed().getRole()),
              fact.getRecordedAt(),
              fact.getReporter().getBody()));
    }
  }

  // Reading ------------------------------------------------------------------------------------

  /** A lender's dispatches, the first to begin first. */
  List<LedgerEntry> dispatchesOfLender(String code) {
    return inOrder(byLender.getOrDefault(code, Map.of()).values());
  }

  /** The dispatches to a receiver, the first to begin first. */
  List<LedgerEntry> dispatchesToReceiver(String code) {
    return inOrder(byReceiver.getOrDefault(code, Map.of()).values());
  }

  private static List<LedgerEntry> inOrder(Collection<LedgerEntry> entries) {
    List<LedgerEntry> rows = new ArrayList<>(entries);
    rows.sort(
        Comparator.comparing(LedgerEntry::getFirstDay)
            .thenComparing(LedgerEntry::getProposedAt)
            .thenComparing(LedgerEntry::getNetworkId)
            .thenComparing(LedgerEntry::getDispatchId));
    return rows;
  }

  /** A receiver's requests, the last asked first. */
  List<RequestStatus> requestsOf(String receiver) {
    List<RequestStatus> rows = new ArrayList<>(requests.getOrDefault(receiver, Map.of()).values());
    rows.sort(
        Comparator.comparing(RequestStatus::getAskedAt)
            .reversed()
            .thenComparing(RequestStatus::getNetworkId)
            .thenComparing(RequestStatus::getRequestId));
    return rows;
  }

  /** A lender's offers, the first to begin first. */
  List<OfferStatus> offersOf(String lender) {
    List<OfferStatus> rows = new ArrayList<>(offers.getOrDefault(lender, Map.of()).values());
    rows.sort(
        Comparator.comparing(OfferStatus::getFirstDay)
            .thenComparing(OfferStatus::getNetworkId)
            .thenComparing(OfferStatus::getOfferId));
    return rows;
  }

  /** The figures of a receiver: its requests, and the dispatches to it. */
  Tally.Sums receiver(String code) {
    return sums(receivers, code);
  }

  /** The figures of a lender's dispatches. */
  Tally.Sums lender(String code) {
    return sums(lenders, code);
  }

  /** The figures of a lender's dispatches of one network. */
  Tally.Sums lender(String networkId, String code) {
    return sums(lendersOfNetworks, networkId + "/" + code);
  }

  private static Tally.Sums sums(Map<String, Tally> tallies, String key) {
    return tallies.getOrDefault(key, new Tally()).sums();
  }

  /** Requests that came from another network or were passed on to one, by network and id. */
  List<RequestStatus> escalated() {
    return List.copyOf(escalated.values());
  }

  /** Whom to call, by network and body. */
  List<DutyDesk> dutyDesks() {
    return List.copyOf(dutyDesks.values());
  }

  @Nullable AgreementStatus agreement(String key) {
    return agreements.get(key);
  }

  /** Every agreement, by network and id. */
  List<AgreementStatus> agreements() {
    return List.copyOf(agreements.values());
  }

  /** Whether somebody lends under an agreement: named, a member of one named, or all do. */
  boolean lendsUnder(AgreementStatus a, String code, Set<String> lendersOfNetwork) {
    boolean everyone = a.getLenders().isEmpty() && a.getLenderAssociations().isEmpty();
    return everyone
        ? lendersOfNetwork.contains(code)
        : a.getLenders().contains(code)
            || isMember(a.getNetworkId(), a.getLenderAssociations(), code);
  }

  /** Whether somebody receives under an agreement: named, or a member of an association named. */
  boolean receivesUnder(AgreementStatus a, String code) {
    return a.getReceivers().contains(code) || isMember(a.getNetworkId(), a.getAssociations(), code);
  }

  private boolean isMember(String networkId, List<String> ids, String code) {
    for (String id : ids) {
      AssociationListed listed = associations.get(networkId + "/" + id);
      if (listed != null && listed.getMembers().contains(code)) {
        return true;
      }
    }
    return false;
  }

  /** What an association is called; its id where it was never listed. */
  String associationName(String networkId, String id) {
    AssociationListed listed = associations.get(networkId + "/" + id);
    return listed == null ? id : listed.getName();
  }

  /** Who leads and supports, by receiver, disaster and lender. */
  List<Counterpart> counterparts() {
    return counterparts.values().stream()
        .sorted(
            Comparator.comparing((Counterpart c) -> c.appointed().getReceiver())
                .thenComparing(c -> c.appointed().getDisasterId())
                .thenComparing(c -> c.appointed().getRole())
                .thenComparing(c -> c.appointed().getLender())
                .thenComparing(Counterpart::networkId))
        .toList();
  }

  /** Overrides that stand, by network and id. */
  List<Standing> overrides() {
    return List.copyOf(overrides.values());
  }
}
