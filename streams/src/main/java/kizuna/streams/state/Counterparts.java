package kizuna.streams.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Appointed counterparts. Disasters are named by their current id. Immutable. */
final class Counterparts {

  private record Pairing(String disasterId, String receiver, String lender) {}

  static final Counterparts NONE = new Counterparts(Map.of());

  private final Map<Pairing, CounterpartRole> roles;

  private Counterparts(Map<Pairing, CounterpartRole> roles) {
    this.roles = roles;
  }

  Optional<CounterpartRole> role(String disasterId, String receiver, String lender) {
    return Optional.ofNullable(roles.get(new Pairing(disasterId, receiver, lender)));
  }

  Counterparts appointed(String disasterId, String receiver, String lender, CounterpartRole role) {
    Map<Pairing, CounterpartRole> all = new LinkedHashMap<>(roles);
    all.put(new Pairing(disasterId, receiver, lender), role);
    return new Counterparts(all);
  }

  /**
   * @param successor takes over the role; null: none
   */
  Counterparts relieved(
      String disasterId, String receiver, String lender, @Nullable String successor) {
    Map<Pairing, CounterpartRole> all = new LinkedHashMap<>(roles);
    CounterpartRole role = all.remove(new Pairing(disasterId, receiver, lender));
    if (role != null && successor != null) {
      all.put(new Pairing(disasterId, receiver, successor), role);
    }
    return new Counterparts(all);
  }

  /** If both disasters have a role for the same pair, the remaining disaster's role stays. */
  Counterparts joined(String id, String into) {
    Map<Pairing, CounterpartRole> all = new LinkedHashMap<>(roles);
    roles.forEach(
        (pairing, role) -> {
          if (pairing.disasterId().equals(id)) {
            all.remove(pairing);
            all.putIfAbsent(new Pairing(into, pairing.receiver(), pairing.lender()), role);
          }
        });
    return new Counterparts(all);
  }

  Counterparts withoutLender(String lender) {
    return without(pairing -> pairing.lender().equals(lender));
  }

  Counterparts withoutDisaster(String disasterId) {
    return without(pairing -> pairing.disasterId().equals(disasterId));
  }

  private Counterparts without(Predicate<Pairing> those) {
    Map<Pairing, CounterpartRole> left = new LinkedHashMap<>(roles);
    left.keySet().removeIf(those);
    return new Counterparts(left);
  }
}
