package kizuna.streams.analysis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** The available changes of a log. */
public final class LogChanges {

  /** Validity in days of a plan confirmation that a change adds. */
  private static final int CONFIRMED_DAYS = 3_650;

  /** Length of an offer that the log does not contain, days. */
  private static final int OFFERED_DAYS = 60;

  private static final Set<FactKind> OF_AN_AGREEMENT =
      Set.of(
          FactKind.AGREEMENT_SIGNED,
          FactKind.AGREEMENT_ENDED,
          FactKind.AGREEMENT_SUSPENDED,
          FactKind.AGREEMENT_RESUMED,
          FactKind.PLAN_CONFIRMED);

  /** Kinds of facts that describe the state before any disaster. */
  private static final Set<FactKind> GROUND =
      Set.of(
          FactKind.NETWORK_FORMED,
          FactKind.NETWORK_TERMS_CHANGED,
          FactKind.MUNICIPALITIES_LISTED,
          FactKind.ASSOCIATION_LISTED,
          FactKind.LENDER_JOINED,
          FactKind.LENDER_LEFT,
          FactKind.LENDER_LIMITS_SET,
          FactKind.AGREEMENT_SIGNED,
          FactKind.AGREEMENT_ENDED,
          FactKind.AGREEMENT_SUSPENDED,
          FactKind.AGREEMENT_RESUMED,
          FactKind.PLAN_CONFIRMED);

  private LogChanges() {}

  /** Both sides of an agreement have confirmed their plans, from its signing on. */
  public static FactChange confirmed(String agreementId) {
    return new FactChange() {
      private final NetworkParties parties = new NetworkParties();

      @Override
      public List<Fact> apply(Fact fact) {
        parties.read(fact);
        if (isAbout(fact, agreementId) && fact.getKind() == FactKind.PLAN_CONFIRMED) {
          return List.of();
        }
        AgreementSigned signed = fact.getAgreementSigned();
        if (signed == null || !signed.getAgreementId().equals(agreementId)) {
          return List.of(fact);
        }
        LocalDate until = JapanTime.dayOf(fact.getRecordedAt()).plusDays(CONFIRMED_DAYS);
        List<Fact> all = new ArrayList<>(List.of(fact));
        for (String code : parties.partiesOf(fact.getNetworkId(), signed)) {
          all.add(put(fact, Role.SYSTEM, "kizuna", new PlanConfirmed(agreementId, code, until)));
        }
        return all;
      }
    };
  }

  /** An agreement was never signed. */
  public static FactChange without(String agreementId) {
    return fact -> isAbout(fact, agreementId) ? List.of() : List.of(fact);
  }

  /**
   * A lender and a receiver have an agreement of their own, without limits, whose plan is
   * confirmed, in each network in which the lender lends.
   */
  public static FactChange agreed(String lender, String receiver) {
    String id = "what-if-" + lender + "-" + receiver;
    return beforeAnythingHappens(
        (first, parties) -> {
          if (!parties.lendersOf(first.getNetworkId()).contains(lender)) {
            return List.of();
          }
          LocalDate today = JapanTime.dayOf(first.getRecordedAt());
          AgreementSigned agreement =
              AgreementSigned.newBuilder()
                  .setAgreementId(id)
                  .setVersion(1)
                  .setTitle(id)
                  .setLenders(List.of(lender))
                  .setReceivers(List.of(receiver))
                  .setAssociations(List.of())
                  .setHazards(List.of())
                  .setTaskTypes(List.of())
                  .setCostBearer(CostBearer.RECEIVER)
                  .setValidFrom(today)
                  .setSource("what-if")
                  .setCertainty(Certainty.ILLUSTRATIVE)
                  .build();
          LocalDate until = today.plusDays(CONFIRMED_DAYS);
          return List.of(
              put(first, Role.SYSTEM, "kizuna", agreement),
              put(first, Role.SYSTEM, "kizuna", new PlanConfirmed(id, lender, until)),
              put(first, Role.SYSTEM, "kizuna", new PlanConfirmed(id, receiver, until)));
        });
  }

  /**
   * A lender has so many people: each of its offers has so many, without a limit of its own; if it
   * has no offer, it offers them for any work when the first disaster is declared.
   */
  public static FactChange capacity(String lender, int headCount) {
    return new FactChange() {
      private final NetworkParties parties = new NetworkParties();
      private final Set<String> offered = new HashSet<>();
      private final Set<String> declared = new HashSet<>();

      @Override
      public List<Fact> apply(Fact fact) {
        parties.read(fact);
        StaffOffered offer = fact.getStaffOffered();
        if (fact.getLenderLimitsSet() != null
            && fact.getLenderLimitsSet().getLender().equals(lender)) {
          return List.of();
        }
        if (offer != null && offer.getLender().equals(lender)) {
          offered.add(fact.getNetworkId());
          Fact copy = SpecificData.get().deepCopy(Fact.getClassSchema(), fact);
          StaffOffered more = copy.getStaffOffered();
          more.put(more.getSchema().getField("headCount").pos(), headCount);
          return List.of(copy);
        }
        if (fact.getDisasterDeclared() != null
            && parties.lendersOf(fact.getNetworkId()).contains(lender)
            && declared.add(fact.getNetworkId())
            && !offered.contains(fact.getNetworkId())) {
          return List.of(fact, put(fact, Role.WARD, lender, offer(lender, headCount, fact)));
        }
        return List.of(fact);
      }
    };
  }

  private static StaffOffered offer(String lender, int headCount, Fact declared) {
    LocalDate today = JapanTime.dayOf(declared.getRecordedAt());
    return StaffOffered.newBuilder()
        .setOfferId("what-if-" + lender)
        .setLender(lender)
        .setTaskTypes(
            java.util.Arrays.stream(TaskType.values()).filter(t -> t != TaskType.UNKNOWN).toList())
        .setQualifications(List.of())
        .setHeadCount(headCount)
        .setFirstDay(today)
        .setLastDay(today.plusDays(OFFERED_DAYS - 1L))
        .build();
  }

  /** Every network has other terms from its forming on. */
  public static FactChange terms(NetworkTermsChanged terms) {
    return fact ->
        fact.getKind() == FactKind.NETWORK_FORMED
            ? List.of(fact, put(fact, Role.SYSTEM, "kizuna", terms))
            : fact.getKind() == FactKind.NETWORK_TERMS_CHANGED ? List.of() : List.of(fact);
  }

  /**
   * Inserts facts at their times and removes others.
   *
   * @param in in the order of their times
   * @param out facts of the log to remove
   */
  public static FactChange facts(List<Fact> in, Predicate<Fact> out) {
    return new FactChange() {
      private final Queue<Fact> waiting = new ArrayDeque<>(in);
      private final Set<String> formed = new HashSet<>();

      @Override
      public List<Fact> apply(Fact fact) {
        List<Fact> all = new ArrayList<>();
        while (!waiting.isEmpty()
            && formed.contains(waiting.element().getNetworkId())
            && !GROUND.contains(fact.getKind())
            && waiting.element().getRecordedAt().isBefore(fact.getRecordedAt())) {
          all.add(waiting.remove());
        }
        formed.add(fact.getNetworkId());
        if (!out.test(fact)) {
          all.add(fact);
        }
        return all;
      }

      @Override
      public List<Fact> end() {
        List<Fact> left = List.copyOf(waiting);
        waiting.clear();
        return left;
      }
    };
  }

  /**
   * In each network of another log, that log's agreements, confirmations and limits replace those
   * of this log.
   *
   * @param today facts of the other log: of each network from its forming on
   */
  public static FactChange agreementsOf(List<Fact> today) {
    Set<String> networks = new HashSet<>();
    List<Fact> agreements = new ArrayList<>();
    for (Fact fact : today) {
      if (fact.getKind() == FactKind.NETWORK_FORMED) {
        networks.add(fact.getNetworkId());
      } else if (OF_AN_AGREEMENT.contains(fact.getKind())
          || fact.getKind() == FactKind.LENDER_LIMITS_SET
          || fact.getKind() == FactKind.ASSOCIATION_LISTED) {
        agreements.add(fact);
      }
    }
    FactChange put =
        beforeAnythingHappens(
            (first, parties) ->
                agreements.stream()
                    .filter(f -> f.getNetworkId().equals(first.getNetworkId()))
                    .map(f -> at(f, first))
                    .toList());
    return fact -> {
      boolean replaced =
          networks.contains(fact.getNetworkId())
              && (OF_AN_AGREEMENT.contains(fact.getKind())
                  || fact.getKind() == FactKind.LENDER_LIMITS_SET);
      return replaced ? List.of() : put.apply(fact);
    };
  }

  /** Leaves out people's decisions about pairings and dispatches: lenders confirm instead. */
  public static FactChange withoutAnswers() {
    return fact -> ANSWERS.contains(fact.getKind()) ? List.of() : List.of(fact);
  }

  private static final Set<FactKind> ANSWERS =
      kizuna.schemas.form.FactKinds.where(
          row ->
              row.subject().owner() == kizuna.schemas.form.FactDescriptor.Owner.DISPATCH
                  || row.kind() == FactKind.COUNTERPART_APPOINTED
                  || row.kind() == FactKind.COUNTERPART_RELIEVED);

  private interface Ground {
    List<Fact> put(Fact first, NetworkParties parties);
  }

  /** Puts facts before the first of each network that is not about the ground. */
  private static FactChange beforeAnythingHappens(Ground ground) {
    return new FactChange() {
      private final NetworkParties parties = new NetworkParties();
      private final Set<String> begun = new HashSet<>();

      @Override
      public List<Fact> apply(Fact fact) {
        parties.read(fact);
        if (GROUND.contains(fact.getKind()) || !begun.add(fact.getNetworkId())) {
          return List.of(fact);
        }
        List<Fact> all = new ArrayList<>(ground.put(fact, parties));
        all.add(fact);
        return all;
      }
    };
  }

  /** The agreement that a fact is about. */
  static Optional<String> agreementOf(Fact fact) {
    if (!OF_AN_AGREEMENT.contains(fact.getKind())) {
      return Optional.empty();
    }
    SpecificRecordBase body = FactForm.bodyOf(fact);
    return Optional.of(String.valueOf(body.get(body.getSchema().getField("agreementId").pos())));
  }

  private static boolean isAbout(Fact fact, String agreementId) {
    return agreementOf(fact).filter(agreementId::equals).isPresent();
  }

  /** The same fact with the time and mode of another. */
  private static Fact at(Fact fact, Fact beside) {
    Instant time = beside.getRecordedAt();
    return FactForm.envelope(
        fact.getEventId(),
        fact.getNetworkId(),
        time,
        time,
        fact.getReporter(),
        beside.getMode(),
        FactForm.bodyOf(fact));
  }

  private static Fact put(Fact beside, Role role, String by, SpecificRecordBase body) {
    UUID id =
        UUID.nameUUIDFromBytes(
            ("kizuna/what-if/" + beside.getEventId() + "/" + body)
                .getBytes(StandardCharsets.UTF_8));
    return FactForm.envelope(
        id,
        beside.getNetworkId(),
        beside.getRecordedAt(),
        beside.getRecordedAt(),
        new Reporter(role, by),
        beside.getMode(),
        body);
  }
}
