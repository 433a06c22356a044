package kizuna.streams.afteraction.document;

import java.util.List;
import java.util.stream.Collectors;
import kizuna.streams.afteraction.DrillCourse;
import org.jspecify.annotations.Nullable;

/** The tables of a run's conduct: injects, played bodies and observers' notes. */
final class ConductTables {

  private final ReportTables tables;
  private final DrillCourse.Figures course;
  private final ReportText text;

  ConductTables(ReportTables tables, DrillCourse.Figures course, ReportText text) {
    this.tables = tables;
    this.course = course;
    this.text = text;
  }

  ReportTable injects() {
    return tables.table(
        "injects",
        course.injects(),
        this::inject,
        "number",
        "planned",
        "sent",
        "state",
        "recipients",
        "text",
        "confirmedBy",
        "expected",
        "due",
        "doneBy",
        "notDoneBy");
  }

  private List<@Nullable Object> inject(DrillCourse.InjectFigures i) {
    var expected = i.inject().getExpected();
    List<String> absent =
        i.missed().stream()
            .filter(b -> i.acts().stream().noneMatch(a -> a.body().equals(b)))
            .toList();
    return ReportTables.row(
        i.inject().getNumber(),
        i.inject().getScenarioTime(),
        i.sentAt(),
        text.label(i.state()),
        bodies(i.inject().getRecipients()),
        text.isJapanese() ? i.inject().getText().getJa() : i.inject().getText().getEn(),
        acts(i.confirmations()),
        expected == null
            ? null
            : text.isJapanese() ? expected.getText().getJa() : expected.getText().getEn(),
        i.dueAt(),
        acts(i.acts()),
        bodies(absent));
  }

  private String bodies(List<String> codes) {
    return codes.stream().map(text::body).collect(Collectors.joining(", "));
  }

  private String acts(List<DrillCourse.InjectAct> acts) {
    return acts.stream()
        .map(
            a ->
                text.body(a.body())
                    + " "
                    + text.cell(a.at())
                    + (a.late() ? " " + text.say("late") : ""))
        .collect(Collectors.joining("; "));
  }

  ReportTable bodies() {
    return tables.table(
        "bodies",
        course.bodies(),
        b ->
            ReportTables.row(
                text.body(b.body()),
                b.joinedAt(),
                b.endedAt(),
                b.acted(),
                b.takenOver() ? text.say("takenOver") : null),
        "body",
        "joined",
        "left",
        "acts",
        "remark");
  }

  ReportTable notes() {
    return tables.table(
        "notes",
        course.notes(),
        n ->
            ReportTables.row(
                n.seenAt(), text.body(n.place()), n.inject(), text.label(n.kind()), n.text()),
        "time",
        "place",
        "inject",
        "what",
        "note");
  }
}
