package kizuna.streams.api.drill;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillEventKind;
import kizuna.drills.BodyStep;
import kizuna.drills.DrillEnded;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.DrillStarted;
import kizuna.drills.DrillText;
import kizuna.drills.ExpectedAct;
import kizuna.drills.Inject;
import kizuna.drills.InjectStep;
import kizuna.drills.MeasuredObjective;
import kizuna.drills.ObserverNote;
import kizuna.schemas.JapanTime;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillConduct.InjectStanding;
import kizuna.schemas.drill.DrillConduct.InjectState;
import kizuna.schemas.form.FactForm;
import kizuna.streams.afteraction.Objective;
import kizuna.streams.afteraction.ObjectivesFile;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the state of a run, limited to what its reader may see. */
final class DrillJson {

  /** Most events; the newest. */
  private static final int MAX_HISTORY = 60;

  private final MessageCatalog words;
  private final PlaceNames names;
  private final boolean directs;
  private final @Nullable String body;

  /**
   * @param directs whether the reader directs the drill
   * @param body the body for which the reader acts; null: none
   */
  DrillJson(MessageCatalog words, PlaceNames names, boolean directs, @Nullable String body) {
    this.words = words;
    this.names = names;
    this.directs = directs;
    this.body = body;
  }

  ObjectNode write(DrillConduct conduct, Instant now, ObjectNode answer) {
    answer.put("events", conduct.count());
    conduct.started().ifPresent(started -> started(started, answer));
    conduct.startedAt().ifPresent(at -> answer.put("startedAt", JapanTime.format(at)));
    conduct.scenarioTime(now).ifPresent(at -> answer.put("scenarioTime", JapanTime.format(at)));
    conduct.pace().ifPresent(pace -> pace(pace, answer.putObject("pace")));
    conduct.ended().ifPresent(ended -> ended(ended, conduct, answer.putObject("ended")));
    ArrayNode injects = answer.putArray("injects");
    conduct.injects().stream().filter(this::isSeen).forEach(i -> inject(i, injects.addObject()));
    ArrayNode played = answer.putArray("played");
    conduct
        .played()
        .forEach(
            (office, since) -> {
              ObjectNode row = office(office, played.addObject());
              row.put("since", JapanTime.format(since));
              row.put("keptReady", conduct.keptReady(office));
              conduct.lastAct(office).ifPresent(at -> row.put("lastAct", JapanTime.format(at)));
            });
    if (directs || body == null) {
      ArrayNode notes = answer.putArray("notes");
      List<DrillEvent> newestFirst = conduct.notes();
      Collections.reverse(newestFirst);
      newestFirst.forEach(event -> note(event, notes.addObject()));
    }
    if (directs) {
      answer.put("historyTotal", conduct.history().size());
      ArrayNode history = answer.putArray("history");
      int from = Math.max(0, conduct.history().size() - MAX_HISTORY);
      conduct
          .history()
          .subList(from, conduct.history().size())
          .forEach(event -> history(event, conduct, history.addObject()));
    }
    return answer;
  }

  private boolean isSeen(InjectStanding standing) {
    boolean sent = standing.state() == InjectState.SENT;
    return directs || (sent && (body == null || standing.inject().getRecipients().contains(body)));
  }

  private void started(DrillStarted started, ObjectNode answer) {
    answer.put("drillId", started.getDrillId());
    answer.put("title", text(started.getTitle()));
    if (started.getOrderId() != null) {
      answer.put("orderId", started.getOrderId());
    }
    answer.put("facts", started.getFacts());
    answer.put("referenceFacts", started.getReferenceFacts());
    answer.put("firstAt", JapanTime.format(started.getFirstAt()));
    answer.put("lastAt", JapanTime.format(started.getLastAt()));
    if (started.getEndsAt() != null) {
      answer.put("endsAt", JapanTime.format(started.getEndsAt()));
    }
    answer.put("joins", started.getJoins());
    if (started.getTakeOverAfterMinutes() != null) {
      answer.put("takeOverAfterMinutes", started.getTakeOverAfterMinutes());
    }
  }

  private void ended(DrillEnded ended, DrillConduct conduct, ObjectNode row) {
    row.put("reason", ended.getReason().name());
    row.put("facts", ended.getFacts());
    row.put("decisionHash", ended.getDecisionHash());
    Map<String, Objective> known =
        conduct.started().map(DrillStarted::getObjectives).filter(t -> !t.isEmpty()).stream()
            .flatMap(text -> ObjectivesFile.ofRun(text).stream())
            .collect(Collectors.toMap(Objective::id, o -> o));
    ArrayNode objectives = row.putArray("objectives");
    for (MeasuredObjective measured : ended.getObjectives()) {
      Objective objective = known.get(measured.getId());
      objectives
          .addObject()
          .put("id", measured.getId())
          .put(
              "text",
              objective == null
                  ? measured.getId()
                  : words.language() == Language.JA ? objective.ja() : objective.en())
          .put("cases", measured.getCases())
          .put("missed", measured.getMissed())
          .put("met", measured.getCases() > 0 && measured.getMissed() == 0);
    }
  }

  private static void pace(DrillPace pace, ObjectNode row) {
    row.put("state", pace.getState().name());
    row.put("speed", pace.getSpeed());
    row.put("sent", pace.getSent());
    row.put("keptReady", pace.getKeptReady());
    row.put("lag", pace.getLag());
    row.put("latenessP99", pace.getLatenessP99());
    if (pace.getNextAt() != null) {
      row.put("nextAt", JapanTime.format(pace.getNextAt()));
    }
  }

  private void inject(InjectStanding standing, ObjectNode row) {
    Inject inject = standing.inject();
    row.put("number", inject.getNumber());
    row.put("at", JapanTime.format(inject.getScenarioTime()));
    row.put("from", text(inject.getSender()));
    row.put("means", inject.getMeans().name());
    row.put("text", text(inject.getText()));
    row.put("isFact", inject.getFact() != null);
    row.put("state", standing.state().name());
    standing.sentAt().ifPresent(at -> row.put("sentAt", JapanTime.format(at)));
    standing.dueAt().ifPresent(at -> row.put("dueAt", JapanTime.format(at)));
    ExpectedAct expected = inject.getExpected();
    if (expected != null) {
      row.put("expected", text(expected.getText()));
      row.put("withinMinutes", expected.getWithinMinutes());
      if (expected.getFactKind() != null) {
        row.put("expectedFact", FactForm.name(expected.getFactKind()));
      }
    }
    ArrayNode recipients = row.putArray("recipients");
    for (String code : inject.getRecipients()) {
      if (!directs && body != null && !code.equals(body)) {
        continue;
      }
      ObjectNode one = recipients.addObject();
      one.put("body", code).put("name", names.municipality(code));
      Optional.ofNullable(standing.confirmed().get(code))
          .ifPresent(at -> one.put("confirmedAt", JapanTime.format(at)));
      Optional.ofNullable(standing.done().get(code))
          .ifPresent(d -> one.put("doneAt", JapanTime.format(d.at())).put("late", d.late()));
      one.put("missed", standing.missed().contains(code));
    }
    if (directs) {
      row.put("objective", inject.getObjective());
      row.put("note", inject.getNote());
      row.put("standby", inject.getStandby());
      if (inject.getContingency() != null) {
        row.put("contingency", inject.getContingency());
      }
      standing.insteadOf().ifPresent(number -> row.put("insteadOf", number));
    }
  }

  private ObjectNode office(DrillOffice office, ObjectNode row) {
    row.put("role", office.getRole().name());
    row.put("body", office.getBody());
    boolean municipality =
        office.getRole() == AccountRole.DESK || office.getRole() == AccountRole.WARD;
    row.put(
        "name",
        municipality ? names.municipality(office.getBody()) : words.label(office.getRole()));
    return row;
  }

  private void note(DrillEvent event, ObjectNode row) {
    ObserverNote note = event.getNote();
    if (note == null) {
      return;
    }
    row.put("seenAt", JapanTime.format(note.getSeenAt()));
    row.put("kind", note.getKind().name());
    row.put("text", note.getText());
    office(event.getOffice(), row.putObject("by"));
    if (note.getPlace() != null) {
      row.put("place", note.getPlace()).put("placeName", names.municipality(note.getPlace()));
    }
    if (note.getInject() != null) {
      row.put("inject", note.getInject());
    }
  }

  private void history(DrillEvent event, DrillConduct conduct, ObjectNode row) {
    row.put("id", event.getEventId().toString());
    row.put("kind", event.getKind().name());
    Instant at = event.getScenarioTime();
    if (at != null) {
      row.put("at", JapanTime.format(at));
    }
    row.put("realTime", JapanTime.format(event.getRealTime()));
    office(event.getOffice(), row.putObject("by"));
    if (event.getCommand() != null) {
      row.put("command", event.getCommand().getCode().name());
    }
    if (event.getRefusal() != null) {
      row.put("refusal", event.getRefusal().name());
    }
    if (event.getAnswers() != null) {
      row.put("answers", event.getAnswers());
      conduct
          .command(event.getAnswers())
          .ifPresent(command -> row.put("command", command.getCode().name()));
    }
    if (event.getPace() != null && event.getKind() != DrillEventKind.ENDED) {
      pace(event.getPace(), row.putObject("pace"));
    }
    InjectStep step = event.getInject();
    if (step != null) {
      row.put("inject", step.getNumber()).put("late", step.getLate());
      if (step.getBody() != null) {
        office(step.getBody(), row.putObject("body"));
      }
    }
    BodyStep moved = event.getBody();
    if (moved != null) {
      office(moved.getBody(), row.putObject("body"));
      row.put("released", moved.getReleased());
      if (moved.getReason() != null) {
        row.put("reason", moved.getReason().name());
      }
    }
    if (event.getAct() != null) {
      office(event.getAct().getBody(), row.putObject("body"));
      row.put("factKind", event.getAct().getFactKind().name());
      Instant due = event.getAct().getDueAt();
      if (due != null) {
        row.put("dueAt", JapanTime.format(due));
      }
    }
  }

  private String text(DrillText text) {
    return words.language() == Language.JA ? text.getJa() : text.getEn();
  }
}
