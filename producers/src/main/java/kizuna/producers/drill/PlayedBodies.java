package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import kizuna.seeds.drill.FactSource;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The bodies played by people, and the facts of the log that are held for them. A report of a
 * played body replaces the first fact of the log by that body with the same kind and subject; for a
 * fact that creates a resource, such as an offer, the first of the kind.
 */
final class PlayedBodies {

  /** A fact of the log, and whether a report of its body replaces it. */
  private static final class Own {
    final StandsFor what;
    final FactKind kind;
    final String subject;

    /** The fact itself, while it is held; facts not due yet are in the log. */
    @Nullable Fact ready;

    boolean due;
    boolean done;

    Own(Fact fact) {
      this.what = new StandsFor(fact.getEventId(), fact.getRecordedAt());
      this.kind = fact.getKind();
      this.subject = subject(fact);
    }
  }

  /** A fact of the log that a report replaces, and when it was due. */
  record StandsFor(UUID id, Instant dueAt) {}

  private final Map<DrillOffice, Map<UUID, Own>> log = new HashMap<>();
  private final Set<DrillOffice> known = new HashSet<>();

  /** Facts that are kept ready, by body, in the order of the log. */
  private final Map<DrillOffice, Map<UUID, Own>> kept = new LinkedHashMap<>();

  /**
   * @param source facts of the log, in order
   * @param lenders codes of the networks' lenders, who may be played although the log does not
   *     speak of them
   */
  static PlayedBodies of(FactSource source, Set<String> lenders) {
    PlayedBodies bodies = new PlayedBodies(lenders);
    try (FactSource.Facts facts = source.open()) {
      facts.forEachRemaining(bodies::add);
    }
    bodies.known.addAll(bodies.log.keySet());
    return bodies;
  }

  PlayedBodies(Set<String> lenders) {
    lenders.forEach(code -> known.add(new DrillOffice(AccountRole.WARD, code)));
  }

  private void add(Fact fact) {
    office(fact)
        .ifPresent(
            body ->
                log.computeIfAbsent(body, b -> new LinkedHashMap<>())
                    .put(fact.getEventId(), new Own(fact)));
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
   * The subject of a fact, to distinguish two facts of one kind: an id; for a dispatch its request,
   * because a proposal has another id in each run.
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
   * @return false: its body is not played, so it is sent; empty: a report already replaces it
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
    own.ready = fact;
    ready.put(fact.getEventId(), own);
    return Optional.of(true);
  }

  /** A report of a played body; returns the fact of the log that it replaces. */
  Optional<StandsFor> reported(DrillOffice body, Fact report) {
    FactKind kind = report.getKind();
    boolean anew = FactKinds.of(kind).bringsNew();
    String about = subject(report);
    for (Own own : log.getOrDefault(body, Map.of()).values()) {
      if (!own.done
          && own.kind == kind
          && (anew || own.subject.equals(about))
          && (own.due || !own.what.dueAt().isBefore(report.getRecordedAt()))) {
        own.done = true;
        own.ready = null;
        Map<UUID, Own> ready = kept.get(body);
        if (ready != null) {
          ready.remove(own.what.id());
        }
        return Optional.of(own.what);
      }
    }
    return Optional.empty();
  }

  /** A body is played no more; its facts that are kept ready, which are sent now. */
  List<Fact> leave(DrillOffice body) {
    Map<UUID, Own> ready = kept.remove(body);
    List<Fact> facts = new ArrayList<>();
    if (ready != null) {
      for (Own own : ready.values()) {
        facts.add(Objects.requireNonNull(own.ready));
        own.ready = null;
      }
    }
    return facts;
  }

  int keptReady() {
    return kept.values().stream().mapToInt(Map::size).sum();
  }

  /** The next moment at which a body has not acted for so long; with the body. */
  Optional<Map.Entry<Instant, DrillOffice>> nextOverdue(Duration limit) {
    Optional<Map.Entry<Instant, DrillOffice>> next = Optional.empty();
    for (Map.Entry<DrillOffice, Map<UUID, Own>> body : kept.entrySet()) {
      Optional<Instant> first =
          body.getValue().values().stream().findFirst().map(own -> own.what.dueAt());
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
