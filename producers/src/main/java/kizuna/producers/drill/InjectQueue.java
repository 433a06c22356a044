package kizuna.producers.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillEventKind;
import kizuna.codes.FactKind;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.ExpectedAct;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.facts.Fact;
import kizuna.producers.drill.DrillEvents.Moment;
import org.jspecify.annotations.Nullable;

/** The injects of a run: the next one, and the acts that are expected with their deadlines. */
final class InjectQueue {

  private enum State {
    PLANNED,
    HELD,
    GONE
  }

  private static final class Planned {
    final Inject inject;
    State state = State.PLANNED;

    Planned(Inject inject) {
      this.inject = inject;
    }
  }

  /** The expected act of a recipient. */
  private static final class Expectation {
    final Inject inject;
    final String body;
    final Instant sentAt;
    final Instant dueAt;
    boolean missed;

    Expectation(Inject inject, String body, Instant sentAt, Instant dueAt) {
      this.inject = inject;
      this.body = body;
      this.sentAt = sentAt;
      this.dueAt = dueAt;
    }
  }

  private final Map<String, Planned> injects = new LinkedHashMap<>();
  private final List<Planned> inOrder;
  private final List<Expectation> expectations = new ArrayList<>();
  private final DrillEvents events;

  InjectQueue(List<Inject> list, DrillEvents events) {
    this.events = events;
    list.forEach(inject -> injects.put(inject.getNumber(), new Planned(inject)));
    inOrder = new ArrayList<>(injects.values());
    inOrder.sort(Comparator.comparing(planned -> planned.inject.getScenarioTime()));
  }

  /** The inject that is sent next by itself. */
  Optional<Inject> next() {
    return inOrder.stream()
        .filter(p -> p.state == State.PLANNED && !p.inject.getStandby())
        .map(p -> p.inject)
        .findFirst();
  }

  Optional<Inject> find(@Nullable String number) {
    return Optional.ofNullable(number).map(injects::get).map(p -> p.inject);
  }

  boolean isGone(String number) {
    Planned planned = injects.get(number);
    return planned == null || planned.state == State.GONE;
  }

  boolean isHeld(String number) {
    Planned planned = injects.get(number);
    return planned != null && planned.state == State.HELD;
  }

  void hold(String number, boolean held) {
    Planned planned = injects.get(number);
    if (planned != null) {
      planned.state = held ? State.HELD : State.PLANNED;
    }
  }

  void jump(String number) {
    Planned planned = injects.get(number);
    if (planned != null) {
      planned.state = State.GONE;
    }
  }

  /**
   * An inject was sent.
   *
   * @param insteadOf number of the inject that it replaces as its contingency
   */
  DrillEvent sent(
      Inject inject,
      @Nullable String insteadOf,
      @Nullable Fact fact,
      Moment now,
      @Nullable DrillEvent command) {
    jump(inject.getNumber());
    ExpectedAct expected = inject.getExpected();
    Instant due =
        expected == null
            ? null
            : now.scenario().plus(Duration.ofMinutes(expected.getWithinMinutes()));
    if (due != null) {
      for (String body : inject.getRecipients()) {
        expectations.add(new Expectation(inject, body, now.scenario(), due));
      }
    }
    return events.inject(
        DrillEventKind.INJECT_SENT,
        now,
        InjectStep.newBuilder()
            .setNumber(inject.getNumber())
            .setInsteadOf(insteadOf)
            .setFactId(fact == null ? null : fact.getEventId().toString())
            .setDueAt(due)
            .build(),
        command);
  }

  /** Scenario time at which the next expectation is missed. */
  Optional<Instant> nextMissed() {
    return expectations.stream()
        .filter(e -> !e.missed)
        .map(e -> e.dueAt)
        .min(Comparator.naturalOrder());
  }

  /** The expectations that are missed by now. */
  List<DrillEvent> missed(Moment now) {
    List<DrillEvent> missed = new ArrayList<>();
    for (Expectation e : expectations) {
      if (!e.missed && !e.dueAt.isAfter(now.scenario())) {
        e.missed = true;
        missed.add(
            events.inject(
                DrillEventKind.EXPECTED_ACT_MISSED, now, step(e, null, true).build(), null));
      }
    }
    return missed;
  }

  private static InjectStep.Builder step(Expectation e, @Nullable String shownBy, boolean late) {
    AccountRole role =
        e.inject.getExpected() != null && isOfDesk(e) ? AccountRole.DESK : AccountRole.WARD;
    return InjectStep.newBuilder()
        .setNumber(e.inject.getNumber())
        .setDueAt(e.dueAt)
        .setBody(new DrillOffice(role, e.body))
        .setShownBy(shownBy)
        .setLate(late);
  }

  /**
   * A body that is neither a lender of Tokyo nor a prefecture can be both: the kind of act decides.
   */
  private static boolean isOfDesk(Expectation e) {
    ExpectedAct expected = e.inject.getExpected();
    FactKind kind = expected == null ? null : expected.getFactKind();
    return kind != null
        && kizuna.schemas.form.FactKinds.of(kind).offices().contains(kizuna.codes.Role.DESK)
        && !kizuna.schemas.form.FactKinds.of(kind).offices().contains(kizuna.codes.Role.WARD);
  }

  /** The expected acts that a fact fulfils, regardless of its sender. */
  List<DrillEvent> done(Fact fact, DrillOffice body, Moment now) {
    List<DrillEvent> done = new ArrayList<>();
    expectations.removeIf(
        e -> {
          ExpectedAct expected = e.inject.getExpected();
          boolean is =
              expected != null
                  && expected.getFactKind() == fact.getKind()
                  && e.body.equals(body.getBody())
                  && !fact.getRecordedAt().isBefore(e.sentAt)
                  && (expected.getSubject() == null
                      || expected.getSubject().equals(PlayedBodies.subject(fact)));
          if (is) {
            done.add(doneEvent(e, body, fact.getEventId().toString(), now));
          }
          return is;
        });
    return done;
  }

  /** The expected acts that a confirmation of the inject fulfils. */
  List<DrillEvent> confirmed(String number, DrillOffice body, Moment now) {
    List<DrillEvent> done = new ArrayList<>();
    expectations.removeIf(
        e -> {
          ExpectedAct expected = e.inject.getExpected();
          boolean is =
              expected != null
                  && expected.getFactKind() == null
                  && e.inject.getNumber().equals(number)
                  && e.body.equals(body.getBody());
          if (is) {
            done.add(doneEvent(e, body, null, now));
          }
          return is;
        });
    return done;
  }

  private DrillEvent doneEvent(
      Expectation e, DrillOffice body, @Nullable String shownBy, Moment now) {
    return events.inject(
        DrillEventKind.EXPECTED_ACT_DONE,
        now,
        step(e, shownBy, now.scenario().isAfter(e.dueAt)).setBody(body).build(),
        null);
  }
}
