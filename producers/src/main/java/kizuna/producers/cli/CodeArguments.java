package kizuna.producers.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kizuna.codes.CounterpartRole;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchState;
import kizuna.codes.HazardType;
import kizuna.codes.MatchRule;
import kizuna.codes.NoticeCode;
import kizuna.codes.OfferState;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.RefusalReason;
import kizuna.codes.RequestState;
import kizuna.codes.TaskType;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.text.TextReader;

/** The code lists of the contract as arguments: named in the help, read in any case. */
final class CodeArguments {

  private CodeArguments() {}

  /**
   * The names that a user may give, without the code for unknown values and codes that only Kizuna
   * sets.
   */
  static <E extends Enum<E>> List<String> names(Class<E> type) {
    if (type.equals(RefusalReason.class)) {
      return FactForm.reasons().stream().map(Enum::name).toList();
    }
    return Arrays.stream(type.getEnumConstants())
        .map(Enum::name)
        .filter(n -> !n.equals("UNKNOWN"))
        .toList();
  }

  /**
   * A code as the contract writes it.
   *
   * @throws InvalidArgument if the list has none of that name
   */
  static <E extends Enum<E>> String name(Class<E> type, String given, String what) {
    String name = TextReader.narrow(given).replace('-', '_').toUpperCase(Locale.ROOT);
    List<String> names = names(type);
    if (names.contains(name)) {
      return name;
    }
    throw new InvalidArgument(CliMessages.of("code", String.join(", ", names), what, given));
  }

  /** A list that picocli can show in the help. */
  static class Shown extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Shown(List<String> names) {
      super(names);
    }
  }

  static final class Hazards extends Shown {
    private static final long serialVersionUID = 1;

    Hazards() {
      super(names(HazardType.class));
    }
  }

  static final class Tasks extends Shown {
    private static final long serialVersionUID = 1;

    Tasks() {
      super(names(TaskType.class));
    }
  }

  static final class Qualifications extends Shown {
    private static final long serialVersionUID = 1;

    Qualifications() {
      super(names(Qualification.class));
    }
  }

  static final class Priorities extends Shown {
    private static final long serialVersionUID = 1;

    Priorities() {
      super(names(Priority.class));
    }
  }

  static final class Reasons extends Shown {
    private static final long serialVersionUID = 1;

    Reasons() {
      super(names(RefusalReason.class));
    }
  }

  static final class Acts extends Shown {
    private static final long serialVersionUID = 1;

    Acts() {
      super(names(DispatchAct.class));
    }
  }

  static final class CounterpartRoles extends Shown {
    private static final long serialVersionUID = 1;

    CounterpartRoles() {
      super(names(CounterpartRole.class));
    }
  }

  static final class Rules extends Shown {
    private static final long serialVersionUID = 1;

    Rules() {
      super(names(MatchRule.class));
    }
  }

  static final class DispatchStates extends Shown {
    private static final long serialVersionUID = 1;

    DispatchStates() {
      super(names(DispatchState.class));
    }
  }

  static final class RequestStates extends Shown {
    private static final long serialVersionUID = 1;

    RequestStates() {
      super(names(RequestState.class));
    }
  }

  static final class OfferStates extends Shown {
    private static final long serialVersionUID = 1;

    OfferStates() {
      super(names(OfferState.class));
    }
  }

  static final class NoticeCodes extends Shown {
    private static final long serialVersionUID = 1;

    NoticeCodes() {
      super(names(NoticeCode.class));
    }
  }
}
