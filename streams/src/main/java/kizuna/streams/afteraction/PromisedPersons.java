package kizuna.streams.afteraction;

import java.time.LocalDate;
import kizuna.decisions.DispatchEvent;

/** Persons that a dispatch takes from an offer and brings to a request, on each of its days. */
record PromisedPersons(LocalDate firstDay, LocalDate lastDay, int headCount) {

  static PromisedPersons of(DispatchEvent e) {
    return new PromisedPersons(e.getFirstDay(), e.getLastDay(), e.getHeadCount());
  }
}
