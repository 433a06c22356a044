package kizuna.streams.matching.rules;

import java.util.Comparator;
import kizuna.streams.state.Offer;
import kizuna.streams.state.Request;

/**
 * The order in which a lender's offers are used: the most specific first, so that people with more
 * qualifications stay free for work that needs them.
 */
public enum OfferChoice {

  /** One that answers this request; one that answers another, last. */
  ANSWER_FIRST {
    @Override
    Comparator<Offer> order(Request request) {
      return Comparator.comparingInt(
          o ->
              o.answersRequestId() == null ? 1 : o.answersRequestId().equals(request.id()) ? 0 : 2);
    }
  },

  /** One for this disaster only, before one for any. */
  BOUND_TO_DISASTER_FIRST {
    @Override
    Comparator<Offer> order(Request request) {
      return Comparator.comparing(o -> o.disasterId() == null);
    }
  },

  /** The fewest qualifications beyond those requested. */
  FEWEST_QUALIFICATIONS_FIRST {
    @Override
    Comparator<Offer> order(Request request) {
      return Comparator.comparingInt(o -> o.qualifications().size());
    }
  },

  /** The fewest kinds of work. */
  FEWEST_TASKS_FIRST {
    @Override
    Comparator<Offer> order(Request request) {
      return Comparator.comparingInt(o -> o.taskTypes().size());
    }
  },

  /** The one that ends first. */
  ENDS_FIRST {
    @Override
    Comparator<Offer> order(Request request) {
      return Comparator.comparing(o -> o.period().last());
    }
  },

  /** The lowest id: makes the order total. */
  LOWEST_ID_FIRST {
    @Override
    Comparator<Offer> order(Request request) {
      return Comparator.comparing(Offer::id);
    }
  };

  abstract Comparator<Offer> order(Request request);

  /** All terms in order. */
  static Comparator<Offer> all(Request request) {
    Comparator<Offer> all = ANSWER_FIRST.order(request);
    for (OfferChoice choice : values()) {
      if (choice != ANSWER_FIRST) {
        all = all.thenComparing(choice.order(request));
      }
    }
    return all;
  }
}
