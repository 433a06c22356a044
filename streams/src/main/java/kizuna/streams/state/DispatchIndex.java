package kizuna.streams.state;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dispatches by the end of their hold, by the days of their reports, and persons by state. */
final class DispatchIndex {

  private final HoldIndex holds = new HoldIndex();
  private final DayIndex reportsDue = new DayIndex();
  private final Map<DispatchState, Integer> persons = new EnumMap<>(DispatchState.class);

  /**
   * @param before the same dispatch before the change; null: it is new
   */
  void put(@Nullable Dispatch before, Dispatch dispatch) {
    if (before != null) {
      remove(before);
    }
    MissingReport.due(dispatch).forEach(due -> reportsDue.add(due.on(), dispatch.id()));
    persons.merge(dispatch.state(), dispatch.headCount(), Integer::sum);
    if (dispatch.state() == DispatchState.PROPOSED) {
      holds.add(dispatch);
    }
  }

  void remove(Dispatch dispatch) {
    MissingReport.due(dispatch).forEach(due -> reportsDue.remove(due.on(), dispatch.id()));
    persons.merge(dispatch.state(), -dispatch.headCount(), Integer::sum);
    if (dispatch.state() == DispatchState.PROPOSED) {
      holds.remove(dispatch);
    }
  }

  HoldIndex holds() {
    return holds;
  }

  /** Ids by the days on which a report is due. */
  DayIndex reportsDue() {
    return reportsDue;
  }

  int persons(DispatchState state) {
    return persons.getOrDefault(state, 0);
  }
}
