package kizuna.streams.matching.rules;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.streams.books.Agreement;
import kizuna.streams.books.AgreementState;
import kizuna.streams.books.LenderLimits;
import kizuna.streams.books.Period;
import kizuna.streams.books.Request;

/**
 * Whether a lender fits a request: the ordered list of rules. Each narrows what is left of the
 * lender's agreements or offers; the rule that leaves none has spoken. A constant's name is the
 * rule's id everywhere.
 */
public enum EligibilityRule {

  /** A coordinator has not forbidden this pairing. */
  PAIRING_NOT_FORBIDDEN(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.forbiddenBy().map(id -> new Finding(this, "not forbidden", id));
    }
  },

  /** A lender that a declared disaster struck is not asked for staff. */
  LENDER_NOT_STRUCK(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.books().register().isStruck(c.lender())
          ? Optional.of(new Finding(this, "not struck", c.lender()))
          : Optional.empty();
    }
  },

  /**
   * An agreement of lender and receiver, or of the receiver's association, is in force on some day
   * of the request, from today on.
   */
  AGREEMENT_IN_FORCE(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      Period wanted = c.request().period().from(c.books().today());
      return c.narrowAgreements(
          this,
          a -> !a.validFrom().isAfter(wanted.last()) && !a.validTo().isBefore(wanted.first()),
          wanted::toString,
          a ->
              a.id()
                  + " "
                  + a.validFrom()
                  + "/"
                  + (a.validTo().equals(Agreement.OPEN_END) ? "" : a.validTo()));
    }
  },

  /** The agreement is not suspended. */
  AGREEMENT_NOT_SUSPENDED(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowAgreements(
          this,
          a -> !a.suspended(),
          AgreementState.IN_FORCE::name,
          a -> a.id() + " " + AgreementState.SUSPENDED);
    }
  },

  /** The agreement covers the disaster's hazard. */
  AGREEMENT_COVERS_HAZARD(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowAgreements(
          this,
          a -> a.covers(c.hazard()),
          () -> c.hazard().name(),
          a -> a.id() + " " + sorted(a.hazards()));
    }
  },

  /** The agreement covers the work asked for. */
  AGREEMENT_COVERS_TASK(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowAgreements(
          this,
          a -> a.covers(c.request().taskType()),
          () -> c.request().taskType().name(),
          a -> a.id() + " " + sorted(a.taskTypes()));
    }
  },

  /** The longest tour, by agreement and by request, leaves a day of work between the journeys. */
  AGREEMENT_TOUR_LONG_ENOUGH(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowAgreements(
          this,
          a -> c.longestWorkDays(a) > 0,
          () -> Integer.toString(c.shortestTourDays()),
          a -> a.id() + " " + c.longestTourDays(a));
    }
  },

  /** The agreement's head-count limit, if it has one, leaves room on some open day. */
  AGREEMENT_HEAD_COUNT_LEFT(Kind.WAIVABLE_CAPACITY) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowAgreements(
          this,
          a ->
              a.headCountLimit() == null
                  || !c.anyOpenDay(day -> true)
                  || c.anyOpenDay(day -> c.agreementLeft(a, day) > 0),
          () -> "1",
          a -> a.id() + " 0/" + a.headCountLimit());
    }
  },

  /** The lender has offered staff at all. */
  STAFF_OFFERED(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.books().hasCurrentOffer(c.lender())
          ? Optional.empty()
          : Optional.of(new Finding(this, "offer", "none"));
    }
  },

  /** The offer is for this disaster or for any. */
  OFFER_FOR_THIS_DISASTER(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowOffers(
          this,
          o -> o.offer().isFor(c.request().disasterId()),
          () -> c.request().disasterId(),
          o -> o.offer().id() + " " + o.offer().disasterId());
    }
  },

  /** The offer covers the work asked for. */
  OFFER_COVERS_TASK(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowOffers(
          this,
          o -> o.offer().taskTypes().contains(c.request().taskType()),
          () -> c.request().taskType().name(),
          o -> o.offer().id() + " " + sorted(o.offer().taskTypes()));
    }
  },

  /** The people offered hold what each person must hold. */
  OFFER_HAS_QUALIFICATIONS(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowOffers(
          this,
          o -> o.offer().qualifications().containsAll(c.request().qualifications()),
          () -> sorted(c.request().qualifications()),
          o -> o.offer().id() + " " + sorted(o.offer().qualifications()));
    }
  },

  /** The offer's period overlaps the request's, from today on. */
  OFFER_COVERS_PERIOD(Kind.PAIRING) {
    @Override
    Optional<Finding> check(Candidacy c) {
      Request request = c.request();
      LocalDate today = c.books().today();
      return c.narrowOffers(
          this,
          o ->
              o.offer().period().overlaps(request.period())
                  && !o.offer().period().last().isBefore(today),
          () -> request.period().toString(),
          o -> o.offer().id() + " " + o.offer().period());
    }
  },

  /** This offer was not declined, lapsed, called off or recalled for this request before. */
  NOT_REFUSED_BEFORE(Kind.WAIVABLE) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.narrowOffers(
          this, o -> !c.refused(o.offer().id()), () -> "not refused", o -> o.offer().id());
    }
  },

  /** What the lender can bear over all disasters leaves somebody on some open day. */
  LENDER_LIMIT_LEFT(Kind.WAIVABLE_CAPACITY) {
    @Override
    Optional<Finding> check(Candidacy c) {
      LenderLimits limits = c.books().register().limits(c.lender());
      return !limits.limitsHeads()
              || !c.anyOpenDay(day -> true)
              || c.anyOpenDay(day -> c.lenderLeft(day) > 0)
          ? Optional.empty()
          : Optional.of(new Finding(this, "1", "0/" + c.limitInForce(limits)));
    }
  },

  /**
   * Somebody is free whose rest after the last tour is over before, and who can rest after this.
   */
  STAFF_RESTED(Kind.WAIVABLE_CAPACITY) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.anyPlace() || !c.anyPlaceWithoutRest()
          ? Optional.empty()
          : Optional.of(new Finding(this, Integer.toString(c.restDays()), "0"));
    }
  },

  /** Somebody is free on an open day on which agreement and offer both hold. */
  CAPACITY_LEFT(Kind.CAPACITY) {
    @Override
    Optional<Finding> check(Candidacy c) {
      return c.hasSpoken() || c.anyPlace()
          ? Optional.empty()
          : Optional.of(new Finding(this, c.request().period().toString(), "0"));
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

  /** Whether a coordinator may say that it does not count for a lender and a request. */
  public boolean isWaivable() {
    return kind == Kind.WAIVABLE || kind == Kind.WAIVABLE_CAPACITY;
  }

  /** Whether it speaks of what is used up, and so may speak otherwise when something is moved. */
  boolean isAboutCapacity() {
    return kind == Kind.CAPACITY || kind == Kind.WAIVABLE_CAPACITY;
  }

  /**
   * What the rule found; empty if it has nothing against the lender, or if an earlier rule left it
   * nothing to look at.
   */
  abstract Optional<Finding> check(Candidacy c);

  private static String sorted(Collection<? extends Enum<?>> codes) {
    return codes.stream().map(Enum::name).sorted().collect(Collectors.joining(","));
  }
}
