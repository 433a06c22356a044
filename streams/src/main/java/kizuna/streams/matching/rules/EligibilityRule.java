package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Period;
import kizuna.streams.state.Request;

/**
 * Whether a lender fits a request: the ordered list of rules. Each narrows the remaining agreements
 * or offers of the lender; a rule that leaves none rules the lender out. A constant's name is the
 * rule's id everywhere.
 */
public enum EligibilityRule {

  /** A coordinator has not forbidden this pairing. */
  PAIRING_NOT_FORBIDDEN(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.forbiddenBy().map(Finding.Forbidden::new);
    }
  },

  /** A lender that a declared disaster struck does not receive requests for staff. */
  LENDER_NOT_STRUCK(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.state().register().isStruck(c.lender())
          ? Optional.of(new Finding.Struck())
          : Optional.empty();
    }
  },

  /**
   * An agreement of lender and receiver, or of the receiver's association, is in force on some day
   * of the request, from today on.
   */
  AGREEMENT_IN_FORCE(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      Period wanted = c.request().period().from(c.state().today());
      if (c.hasNoAgreement()) {
        return Optional.of(new Finding.NoAgreement(wanted));
      }
      return c.narrowAgreements(
          a -> !a.validFrom().isAfter(wanted.last()) && !a.validTo().isBefore(wanted.first()),
          a -> new Finding.NotInForce(wanted, a.id(), a.validFrom(), a.validTo()));
    }
  },

  /** The agreement is not suspended. */
  AGREEMENT_NOT_SUSPENDED(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowAgreements(a -> !a.suspended(), a -> new Finding.Suspended(a.id()));
    }
  },

  /** The agreement covers the disaster's hazard. */
  AGREEMENT_COVERS_HAZARD(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowAgreements(
          a -> a.covers(c.hazard()),
          a -> new Finding.HazardNotCovered(c.hazard(), a.id(), a.hazards()));
    }
  },

  /** The agreement covers the requested work. */
  AGREEMENT_COVERS_TASK(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowAgreements(
          a -> a.covers(c.request().taskType()),
          a -> new Finding.TaskNotCovered(c.request().taskType(), a.id(), a.taskTypes()));
    }
  },

  /** The longest tour, by agreement and by request, leaves a day of work between the journeys. */
  AGREEMENT_TOUR_LONG_ENOUGH(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowAgreements(
          a -> c.calendar().longestWorkDays(a) > 0,
          a ->
              new Finding.TourTooShort(
                  c.shortestTourDays(), a.id(), c.calendar().longestTourDays(a)));
    }
  },

  /** The agreement's head-count limit, if it has one, leaves room on some open day. */
  AGREEMENT_HEAD_COUNT_LEFT(Kind.WAIVABLE_CAPACITY) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowAgreements(
          a ->
              a.headCountLimit() == null
                  || !c.calendar().anyOpenDay(day -> true)
                  || c.calendar().anyOpenDay(day -> c.calendar().agreementLeft(a, day) > 0),
          a -> new Finding.HeadCountUsed(a.id(), Objects.requireNonNull(a.headCountLimit())));
    }
  },

  /** The lender has offered staff. */
  STAFF_OFFERED(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.state().hasCurrentOffer(c.lender())
          ? Optional.empty()
          : Optional.of(new Finding.NotOffered());
    }
  },

  /** The offer is for this disaster or for any. */
  OFFER_FOR_THIS_DISASTER(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowOffers(
          o -> o.offer().isFor(c.request().disasterId()),
          o ->
              new Finding.OtherDisaster(
                  c.request().disasterId(),
                  o.offer().id(),
                  Objects.requireNonNull(o.offer().disasterId())));
    }
  },

  /** The offer covers the requested work. */
  OFFER_COVERS_TASK(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowOffers(
          o -> o.offer().taskTypes().contains(c.request().taskType()),
          o ->
              new Finding.OtherTasks(
                  c.request().taskType(), o.offer().id(), o.offer().taskTypes()));
    }
  },

  /** The people offered have the required qualifications. */
  OFFER_HAS_QUALIFICATIONS(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowOffers(
          o -> o.offer().qualifications().containsAll(c.request().qualifications()),
          o ->
              new Finding.NotQualified(
                  c.request().qualifications(), o.offer().id(), o.offer().qualifications()));
    }
  },

  /** The offer's period overlaps the request's, from today on. */
  OFFER_COVERS_PERIOD(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Eligibility c) {
      Request request = c.request();
      LocalDate today = c.state().today();
      return c.narrowOffers(
          o ->
              o.offer().period().overlaps(request.period())
                  && !o.offer().period().last().isBefore(today),
          o -> new Finding.OtherDays(request.period(), o.offer().id(), o.offer().period()));
    }
  },

  /** This offer was not declined, lapsed, called off or recalled for this request before. */
  NOT_REFUSED_BEFORE(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.narrowOffers(
          o -> !c.refused(o.offer().id()), o -> new Finding.RefusedBefore(o.offer().id()));
    }
  },

  /** The lender's limit over all disasters leaves persons on some open day. */
  LENDER_LIMIT_LEFT(Kind.WAIVABLE_CAPACITY) {
    @Override
    Optional<Finding> check(Eligibility c) {
      LenderLimits limits = c.state().register().limits(c.lender());
      return !limits.limitsHeads()
              || !c.calendar().anyOpenDay(day -> true)
              || c.calendar().anyOpenDay(day -> c.calendar().lenderLeft(day) > 0)
          ? Optional.empty()
          : Optional.of(new Finding.LimitReached(c.calendar().limitInForce(limits)));
    }
  },

  /** Free persons have had their rest since the last tour, and can rest after this one. */
  STAFF_RESTED(Kind.WAIVABLE_CAPACITY) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.anyRoom() || !c.anyRoomWithoutRest()
          ? Optional.empty()
          : Optional.of(new Finding.NotRested(c.calendar().restDays()));
    }
  },

  /** A person is free on an open day on which agreement and offer are both valid. */
  CAPACITY_LEFT(Kind.CAPACITY) {
    @Override
    Optional<Finding> check(Eligibility c) {
      return c.isRuledOut() || c.anyRoom()
          ? Optional.empty()
          : Optional.of(new Finding.NoCapacity(c.request().period()));
    }
  };

  private enum Kind {
    PAIRING,
    WAIVABLE,
    CAPACITY,
    WAIVABLE_CAPACITY
  }

  private final Kind kind;

  EligibilityRule(Kind kind) {
    this.kind = kind;
  }

  /** Whether a coordinator may waive it for a lender and a request. */
  public boolean isWaivable() {
    return kind == Kind.WAIVABLE || kind == Kind.WAIVABLE_CAPACITY;
  }

  /** Whether it depends on used capacity, so that a move may change its result. */
  boolean isAboutCapacity() {
    return kind == Kind.CAPACITY || kind == Kind.WAIVABLE_CAPACITY;
  }

  /**
   * The finding; empty if the rule admits the lender, or if an earlier rule left nothing to check.
   */
  abstract Optional<Finding> check(Eligibility c);
}
