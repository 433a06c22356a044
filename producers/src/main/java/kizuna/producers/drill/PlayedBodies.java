package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.AccountRole;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.drills.DrillOffice;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Which bodies people play, and the facts of the log that are kept ready for them. A report of a
 * played body stands for the first fact of the log that is its own, of the same kind and about the
 * same; where a fact brings something new, as an offer, for the first of the kind.
 */
final class PlayedBodies {

  /** A fact of the log, and whether a report of its body stands for it. */
  private static final class Own {
    final Fact fact;
    boolean due;
    boolean done;

    Own(Fact fact) {
      this.fact = fact;
    }
  }

  private final Map<DrillOffice, Map<UUID, Own>> log = new HashMap<>();
  private final Set<DrillOffice> known = new HashSet<>();

  /** Facts that are kept ready, by body, in the order of the log. */
  private final Map<DrillOffice, Map<UUID, Own>> kept = new LinkedHashMap<>();

  /**
   * @param facts of the log, in order
   * @param lenders codes of the networks' lenders, who may be played although the log does not
   *     speak of them
   */
  PlayedBodies(List<Fact> facts, Set<String> lenders) {
    for (Fact fact : facts) {
      office(fact)
          .ifPresent(
              body ->
                  log.computeIfAbsent(body, b -> new LinkedHashMap<>())
                      .put(fact.getEventId(), new Own(fact)));
    }
    known.addAll(log.keySet());
    lenders.forEach(code -> known.add(new DrillOffice(AccountRole.WARD, code)));
  }

  /** Whose a fact is; empty for those who cannot be played. */
  static Optional<DrillOffice> office(Fact fact) {
    Role role = fact.getReporter().getRole();
    String body = fact.getReporter().getBody();
    return switch (role) {
      case DESK -> Optional.of(new DrillOffice(AccountRole.DESK, body));
      case WARD -> Optional.of(new DrillOffice(AccountRole.WARD, body));
      case COORDINATOR -> Optional.of(new DrillOffice(AccountRole.COORDINATOR, body));
      case SYSTEM, UNKNOWN -> Optional.empty();
    };
  }

  /**
   * What a fact is about, as far as two facts of one kind can be told apart by it: an id; of a
   * dispatch its request, because what was proposed has another id each time.
   */
  static String subject(Fact fact) {
    SpecificRecordBase body = FactForm.bodyOf(fact);
    FactDescriptor<?> kind = FactKinds.of(fact.getKind());
    return kind.idField().map(body::get).map(PlayedBodies::idOf).orElse("");
  }

  private static String idOf(Object id) {
    if (id instanceof DispatchReference dispatch) {
      String dispatchId = dispatch.getDispatchId();
      return dispatchId == null
          ? String.valueOf(dispatch.getRequestId())
          : dispatchId.replaceFirst("-\\d+$", "");
    }
    return id.toString();
  }

  boolean isKnown(DrillOffice body) {
    return known.contains(body);
  }

  boolean isPlayed(DrillOffice body) {
    return kept.containsKey(body);
  }

  List<DrillOffice> played() {
    return List.copyOf(kept.keySet());
  }

  void join(DrillOffice body) {
    kept.putIfAbsent(body, new LinkedHashMap<>());
  }

  /**
   * Keeps a fact of the log that is due now.
   *
   * @return false: its body is not played, so it is sent; empty: a report stands for it already
   */
  Optional<Boolean> keep(Fact fact) {
    Optional<DrillOffice> body = office(fact);
    Map<UUID, Own> ready = body.map(kept::get).orElse(null);
    if (ready == null) {
      return Optional.of(false);
    }
    Own own = log.getOrDefault(body.orElseThrow(), Map.of()).get(fact.getEventId());
    if (own == null) {
      return Optional.of(false);
    }
    own.due = true;
    if (own.done) {
      return Optional.empty();
    }
    ready.put(fact.getEventId(), own);
    return Optional.of(true);
  }

  /** A report of a played body; the fact of the log that it stands for. */
  Optional<Fact> reported(DrillOffice body, Fact report) {
    FactKind kind = report.getKind();
    boolean anew = FactKinds.of(kind).bringsNew();
    for (Own own : log.getOrDefault(body, Map.of()).values()) {
      if (!own.done
          && own.fact.getKind() == kind
          && (anew || subject(own.fact).equals(subject(report)))
          && (own.due || !own.fact.getRecordedAt().isBefore(report.getRecordedAt()))) {
        own.done = true;
        Map<UUID, Own> ready = kept.get(body);
        if (ready != null) {
          ready.remove(own.fact.getEventId());
        }
        return Optional.of(own.fact);
      }
    }
    return Optional.empty();
  }

  /** A body is played no more; its facts that are kept ready, which are sent now. */
  List<Fact> leave(DrillOffice body) {
    Map<UUID, Own> ready = kept.remove(body);
    return ready == null ? List.of() : ready.values().stream().map(own -> own.fact).toList();
  }

  int keptReady() {
    return kept.values().stream().mapToInt(Map::size).sum();
  }

  /** The next moment at which a body has not acted for so long; with the body. */
  Optional<Map.Entry<Instant, DrillOffice>> nextOverdue(Duration limit) {
    Optional<Map.Entry<Instant, DrillOffice>> next = Optional.empty();
    for (Map.Entry<DrillOffice, Map<UUID, Own>> body : kept.entrySet()) {
      Optional<Instant> first =
          body.getValue().values().stream().findFirst().map(own -> own.fact.getRecordedAt());
      if (first.isPresent()) {
        Instant at = first.get().plus(limit);
        if (next.isEmpty() || at.isBefore(next.get().getKey())) {
          next = Optional.of(Map.entry(at, body.getKey()));
        }
      }
    }
    return next;
  }
}
