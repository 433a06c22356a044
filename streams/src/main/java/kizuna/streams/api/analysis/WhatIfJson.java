package kizuna.streams.api.analysis;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import kizuna.schemas.JapanTime;
import kizuna.streams.analysis.AgreementSurvey;
import kizuna.streams.analysis.FiguresComparison;
import kizuna.streams.analysis.LogFigures;
import kizuna.streams.explain.PlaceNames;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answer to a question: figures in person-days, of lists the rows that differ most. */
final class WhatIfJson {

  /** Most rows of a list; {@code …Total} is the number of all. */
  static final int MAX_ROWS = 40;

  private final PlaceNames names;

  WhatIfJson(PlaceNames names) {
    this.names = names;
  }

  void write(WhatIfRun.Answer answer, ObjectNode to) {
    to.put("until", JapanTime.format(answer.until()));
    to.put("facts", answer.before().decided().facts());
    figures(answer.before(), to.putObject("before"));
    answer
        .compared()
        .ifPresent(
            compared -> {
              figures(compared.after(), to.putObject("after"));
              compared(compared, to);
            });
    answer.survey().ifPresent(survey -> survey(survey, answer.titles(), to.putObject("survey")));
  }

  private static void figures(LogFigures run, ObjectNode row) {
    row.put("requests", run.requests().size());
    row.put("requestedPersonDays", run.requestedPersonDays());
    row.put("filledPersonDays", run.filledPersonDays());
    row.put("missingPersonDays", run.missingPersonDays());
    row.put("missingLifeSafety", run.missingLifeSafety());
    row.put("rejected", run.rejected());
  }

  private void compared(FiguresComparison c, ObjectNode to) {
    to.putObject("firstProposal")
        .put("earlier", c.earlier().requests())
        .put("earlierHours", c.earlier().together().toHours())
        .put("later", c.later().requests())
        .put("laterHours", c.later().together().toHours())
        .put("onlyNow", c.first())
        .put("noMore", c.none());
    bodies(c.byLender(), "byLender", to);
    bodies(c.byReceiver(), "byReceiver", to);
    ArrayNode days = to.putArray("byDay");
    c.missingByDay().entrySet().stream()
        .sorted(most())
        .limit(MAX_ROWS)
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> pair(e.getValue(), days.addObject().put("day", e.getKey().toString())));
    to.put("byDayTotal", c.missingByDay().size());
  }

  private void bodies(SortedMap<String, FiguresComparison.Pair> rows, String name, ObjectNode to) {
    ArrayNode list = to.putArray(name);
    rows.entrySet().stream()
        .sorted(most())
        .limit(MAX_ROWS)
        .forEach(
            e ->
                pair(
                    e.getValue(),
                    list.addObject()
                        .put("code", e.getKey())
                        .put("name", names.municipality(e.getKey()))));
    to.put(name + "Total", rows.size());
  }

  private static <K> Comparator<Map.Entry<K, FiguresComparison.Pair>> most() {
    return Comparator.comparingLong(e -> -Math.abs(e.getValue().more()));
  }

  private static void pair(FiguresComparison.Pair pair, ObjectNode row) {
    row.put("before", pair.before()).put("after", pair.after());
  }

  private static void survey(AgreementSurvey survey, Map<String, String> titles, ObjectNode to) {
    to.put("unconfirmed", survey.unconfirmed());
    to.put("tried", survey.tried().size());
    Function<String, String> title = id -> titles.getOrDefault(id, id);
    survey
        .best()
        .ifPresent(
            best ->
                to.put("best", best.agreement()).put("bestTitle", title.apply(best.agreement())));
    ArrayNode rows = to.putArray("rows");
    survey
        .helpful()
        .forEach(
            t ->
                rows.addObject()
                    .put("agreementId", t.agreement())
                    .put("title", title.apply(t.agreement()))
                    .put("filledMore", t.filledMore())
                    .put("earlier", t.earlier())
                    .put("moreUnderIt", t.moreUnderIt()));
  }
}
