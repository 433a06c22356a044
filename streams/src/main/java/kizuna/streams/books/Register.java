package kizuna.streams.books;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What rarely changes: the network's lenders and limits, municipalities, associations, agreements,
 * disasters. Immutable; a change makes a new one.
 */
public final class Register {

  static final Register EMPTY = new Register(null, Map.of(), Map.of(), Map.of(), Map.of());

  private static final int UNKNOWN_DISTANCE_KM = 99_999;

  private final Fact.@Nullable NetworkFormed network;
  private final List<String> lenders;
  private final Set<String> lenderSet;
  private final Map<String, Municipality> municipalities;
  private final Map<String, Set<String>> associations;
  private final Map<String, Agreement> agreements;
  private final Map<String, Disaster> disasters;
  private final Map<String, List<Agreement>> byReceiver;
  private final Set<String> struck;
  private final List<Agreement> limited;

  private Register(
      Fact.@Nullable NetworkFormed network,
      Map<String, Municipality> municipalities,
      Map<String, Set<String>> associations,
      Map<String, Agreement> agreements,
      Map<String, Disaster> disasters) {
    this.network = network;
    this.lenders = network == null ? List.of() : network.lenders().stream().sorted().toList();
    this.lenderSet = Set.copyOf(lenders);
    this.municipalities = municipalities;
    this.associations = associations;
    this.agreements = agreements;
    this.disasters = disasters;
    this.byReceiver = indexByReceiver(agreements, associations);
    this.limited =
        agreements.values().stream()
            .filter(a -> a.headCountLimit() != null)
            .sorted(Comparator.comparing(Agreement::id))
            .toList();
    this.struck = new HashSet<>();
    disasters.values().forEach(d -> struck.addAll(d.struck()));
  }

  private static Map<String, List<Agreement>> indexByReceiver(
      Map<String, Agreement> agreements, Map<String, Set<String>> associations) {
    Map<String, List<Agreement>> index = new HashMap<>();
    agreements.values().stream()
        .sorted(Comparator.comparing(Agreement::id))
        .forEach(
            a -> {
              Set<String> covered = new HashSet<>(a.receivers());
              a.associations()
                  .forEach(id -> covered.addAll(associations.getOrDefault(id, Set.of())));
              covered.forEach(code -> index.computeIfAbsent(code, c -> new ArrayList<>()).add(a));
            });
    return index;
  }

  /** The register after a reference fact, agreement or disaster; itself after any other fact. */
  Register with(Fact fact) {
    if (fact instanceof Fact.NetworkFormed f) {
      return new Register(f, municipalities, associations, agreements, disasters);
    }
    if (fact instanceof Fact.MunicipalitiesListed f) {
      Map<String, Municipality> more = new HashMap<>(municipalities);
      f.municipalities().forEach(m -> more.put(m.code(), m));
      return new Register(network, more, associations, agreements, disasters);
    }
    if (fact instanceof Fact.AssociationListed f) {
      return new Register(
          network,
          municipalities,
          plus(associations, f.associationId(), Set.copyOf(f.members())),
          agreements,
          disasters);
    }
    if (fact instanceof Fact.AgreementSigned f) {
      return withAgreement(f.agreement());
    }
    if (fact instanceof Fact.PlanConfirmed f) {
      Agreement a = agreements.get(f.agreementId());
      return a == null ? this : withAgreement(a.withConfirmation(f.confirmedBy(), f.validTo()));
    }
    if (fact instanceof Fact.AgreementEnded f) {
      Agreement a = agreements.get(f.agreementId());
      return a == null ? this : withAgreement(a.endingOn(f.lastDay()));
    }
    if (fact instanceof Fact.DisasterDeclared f) {
      Disaster d = f.disaster();
      Disaster before = disasters.get(d.id());
      Set<String> all = new HashSet<>(d.struck());
      if (before != null) {
        all.addAll(before.struck());
      }
      return new Register(
          network,
          municipalities,
          associations,
          agreements,
          plus(disasters, d.id(), new Disaster(d.id(), d.hazard(), all)));
    }
    return this;
  }

  private Register withAgreement(Agreement agreement) {
    return new Register(
        network,
        municipalities,
        associations,
        plus(agreements, agreement.id(), agreement),
        disasters);
  }

  private static <V> Map<String, V> plus(Map<String, V> map, String key, V value) {
    Map<String, V> more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  public boolean isFormed() {
    return network != null;
  }

  /** The network's own terms: call only when formed. */
  public Fact.NetworkFormed network() {
    if (network == null) {
      throw new IllegalStateException("expected a network that is formed");
    }
    return network;
  }

  /** Codes of the lenders, in order. */
  public List<String> lenders() {
    return lenders;
  }

  public boolean isLender(String code) {
    return lenderSet.contains(code);
  }

  public boolean knows(String municipality) {
    return municipalities.containsKey(municipality);
  }

  public boolean knowsAssociation(String id) {
    return associations.containsKey(id);
  }

  /** Agreements that limit heads. */
  List<Agreement> limitedAgreements() {
    return limited;
  }

  /** Whether an agreement limits heads. */
  boolean isLimited(String agreementId) {
    Agreement agreement = agreements.get(agreementId);
    return agreement != null && agreement.headCountLimit() != null;
  }

  public @Nullable Agreement agreement(String id) {
    return agreements.get(id);
  }

  public @Nullable Disaster disaster(String id) {
    return disasters.get(id);
  }

  /** Whether a declared disaster struck it. */
  public boolean isStruck(String code) {
    return struck.contains(code);
  }

  /** Agreements that name the receiver or an association that it is a member of, by id. */
  public List<Agreement> agreementsFor(String receiver) {
    return byReceiver.getOrDefault(receiver, List.of());
  }

  /** Codes of the receivers that an agreement covers. */
  public Set<String> receiversOf(Agreement agreement) {
    Set<String> covered = new HashSet<>(agreement.receivers());
    agreement.associations().forEach(id -> covered.addAll(associations.getOrDefault(id, Set.of())));
    return covered;
  }

  /** Great-circle distance in kilometres; very far where one of them has no known place. */
  public int distanceKm(String from, String to) {
    Municipality a = municipalities.get(from);
    Municipality b = municipalities.get(to);
    return a == null || b == null ? UNKNOWN_DISTANCE_KM : a.distanceKm(b);
  }
}
