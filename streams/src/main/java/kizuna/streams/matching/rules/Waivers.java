package kizuna.streams.matching.rules;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.NetworkView;
import kizuna.streams.state.OverrideDecision;

/** A coordinator's overrides for one lender and one request, and those that had an effect. */
final class Waivers {

  private static final EligibilityRule[] RULES = EligibilityRule.values();

  private final List<OverrideDecision> overrides;
  private final String lender;
  private final Set<EligibilityRule> waived;
  private final Set<String> cited;

  Waivers(NetworkView state, String requestId, String lender) {
    this(state.register().overridesFor(requestId), lender);
  }

  /** Without overrides, as nearly always, nothing is ever added. */
  private Waivers(List<OverrideDecision> overrides, String lender) {
    this(overrides, lender, overrides.isEmpty() ? Set.of() : EnumSet.noneOf(EligibilityRule.class));
  }

  private Waivers(List<OverrideDecision> overrides, String lender, Set<EligibilityRule> waived) {
    this.overrides = overrides;
    this.lender = lender;
    this.waived = waived;
    this.cited = overrides.isEmpty() ? Set.of() : new TreeSet<>();
  }

  /** The same, but with this rule in force. */
  Waivers without(EligibilityRule rule) {
    Set<EligibilityRule> others = EnumSet.noneOf(EligibilityRule.class);
    others.addAll(waived);
    others.remove(rule);
    return new Waivers(overrides, lender, others);
  }

  /**
   * Waives limits before any rule is checked: a waived limit counts on no day, also if it would
   * leave room. Each tour shows whether it binds.
   */
  void waiveLimits() {
    if (overrides.isEmpty()) {
      return;
    }
    for (EligibilityRule rule : RULES) {
      if (rule.isAboutCapacity() && overrideOf(rule).isPresent()) {
        waived.add(rule);
      }
    }
  }

  boolean covers(EligibilityRule rule) {
    return waived.contains(rule);
  }

  /** Sets aside a rule that rules the lender out, if an override allows it. */
  boolean setAside(EligibilityRule rule) {
    Optional<String> id = overrideOf(rule);
    id.ifPresent(
        o -> {
          waived.add(rule);
          cited.add(o);
        });
    return id.isPresent();
  }

  /** The override that waives a rule. */
  Optional<String> overrideOf(EligibilityRule rule) {
    for (OverrideDecision o : overrides) {
      if (o.waives(lender).filter(rule.name()::equals).isPresent()) {
        return Optional.of(o.id());
      }
    }
    return Optional.empty();
  }

  /** The override of a kind that names the lender; marks it as used. */
  Optional<String> cite(OverrideDecision.Kind kind) {
    for (OverrideDecision o : overrides) {
      if (o.is(kind, lender)) {
        cited.add(o.id());
        return Optional.of(o.id());
      }
    }
    return Optional.empty();
  }

  /** The override without which this tour is not possible, if there is one. */
  Optional<String> neededFor(Tour tour, CapacityCalendar calendar) {
    for (EligibilityRule rule : List.copyOf(waived)) {
      Optional<String> id = overrideOf(rule);
      if (id.isPresent() && (!rule.isAboutCapacity() || calendar.binds(rule, tour))) {
        cited.add(id.get());
        return id;
      }
    }
    return Optional.empty();
  }

  /** Ids of the used overrides, in order. */
  List<String> cited() {
    return List.copyOf(cited);
  }
}
