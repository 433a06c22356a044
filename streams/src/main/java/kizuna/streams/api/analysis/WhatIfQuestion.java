package kizuna.streams.api.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import kizuna.facts.NetworkTermsChanged;
import kizuna.schemas.Namespace;
import kizuna.schemas.text.TextReader;
import kizuna.streams.analysis.FactChange;
import kizuna.streams.analysis.LogChanges;
import kizuna.streams.analysis.LogSubjects;
import kizuna.streams.api.QueryParameters;

/**
 * A what-if question. Without a change: which agreement should have been confirmed.
 *
 * @param confirm ids of agreements to treat as confirmed by both sides
 * @param without ids of agreements to leave out
 * @param agree pairs LENDER:RECEIVER to treat as having an agreement
 * @param capacity LENDER:PERSONS, the persons of each of its offers
 * @param holdMinutes other time to answer a proposal; 0: unchanged
 * @param lifeSafetyHoldMinutes the same for the class LIFE_SAFETY
 * @param priorityClassHours other hours until a waiting request rises a class; 0: unchanged
 */
record WhatIfQuestion(
    Namespace namespace,
    List<String> confirm,
    List<String> without,
    List<String> agree,
    List<String> capacity,
    int holdMinutes,
    int lifeSafetyHoldMinutes,
    int priorityClassHours) {

  /** Most changes of one kind. */
  private static final int MAX_CHANGES = 10;

  private static final int MAX_PERSONS = 1_000;
  private static final int MAX_MINUTES = 10_080;
  private static final int MAX_HOURS = 10_000;

  /** A change of something that the log does not have, or of another form. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String parameter;
    private final String value;

    Wrong(String parameter, String value) {
      super("expected what the log has for " + parameter + ", but " + value);
      this.parameter = parameter;
      this.value = value;
    }

    String parameter() {
      return parameter;
    }

    String value() {
      return value;
    }
  }

  /** Reads the parameters; the caller checks them. */
  static WhatIfQuestion of(QueryParameters parameters) {
    return new WhatIfQuestion(
        parameters.namespace(),
        parameters.list("confirm", MAX_CHANGES),
        parameters.list("without", MAX_CHANGES),
        parameters.list("agree", MAX_CHANGES),
        parameters.list("capacity", MAX_CHANGES),
        parameters.number("holdMinutes", 1, MAX_MINUTES, 0),
        parameters.number("lifeSafetyHoldMinutes", 1, MAX_MINUTES, 0),
        parameters.number("priorityClassHours", 1, MAX_HOURS, 0));
  }

  /** The changes, none for a survey. */
  List<Supplier<FactChange>> changes(LogSubjects log) {
    List<Supplier<FactChange>> changes = new ArrayList<>();
    for (String id : without) {
      known("without", id, log.agreements().keySet(), id);
      changes.add(() -> LogChanges.without(id));
    }
    for (String pair : agree) {
      String[] sides = sides("agree", pair);
      known("agree", sides[0], log.lenders(), pair);
      known("agree", sides[1], log.municipalities(), pair);
      changes.add(() -> LogChanges.agreed(sides[0], sides[1]));
    }
    for (String text : capacity) {
      String[] sides = sides("capacity", text);
      known("capacity", sides[0], log.lenders(), text);
      int persons = TextReader.number(sides[1]).orElse(0);
      if (persons < 1 || persons > MAX_PERSONS) {
        throw new Wrong("capacity", text);
      }
      changes.add(() -> LogChanges.capacity(sides[0], persons));
    }
    if (holdMinutes + lifeSafetyHoldMinutes + priorityClassHours > 0) {
      NetworkTermsChanged terms =
          NetworkTermsChanged.newBuilder()
              .setHoldMinutes(holdMinutes == 0 ? null : holdMinutes)
              .setLifeSafetyHoldMinutes(lifeSafetyHoldMinutes == 0 ? null : lifeSafetyHoldMinutes)
              .setPriorityClassHours(priorityClassHours == 0 ? null : priorityClassHours)
              .build();
      changes.add(() -> LogChanges.terms(terms));
    }
    for (String id : confirm) {
      known("confirm", id, log.agreements().keySet(), id);
      changes.add(() -> LogChanges.confirmed(id));
    }
    return changes;
  }

  private static String[] sides(String parameter, String text) {
    String[] sides = text.split(":", -1);
    if (sides.length != 2) {
      throw new Wrong(parameter, text);
    }
    return sides;
  }

  private static void known(String parameter, String id, Collection<String> all, String text) {
    if (!all.contains(id)) {
      throw new Wrong(parameter, text);
    }
  }
}
