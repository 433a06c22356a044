package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.codes.OfferState;
import kizuna.codes.Role;
import kizuna.facts.AgreementSigned;
import kizuna.facts.ContactTestAnswered;
import kizuna.facts.ContactTestSent;
import kizuna.facts.Fact;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import kizuna.streams.guarantees.NaiveRecords.Offer;
import kizuna.streams.guarantees.NaiveRecords.Signed;

/** Lenders, municipalities, associations and agreements. */
final class NaiveRegister {

  private final NaiveModel model;
  private final NaiveBooks books;

  NaiveRegister(NaiveModel model) {
    this.model = model;
    this.books = model.books;
  }

  boolean accept(Fact f) {
    return switch (f.getKind()) {
      case NETWORK_FORMED -> {
        boolean yes = books.formed == null && model.authority.keepsRegister(f);
        books.formed = yes ? f.getNetworkFormed() : books.formed;
        yield yes;
      }
      case MUNICIPALITIES_LISTED -> {
        if (!model.authority.keepsRegister(f)) {
          yield false;
        }
        f.getMunicipalitiesListed()
            .getMunicipalities()
            .forEach(m -> books.places.put(m.getCode(), m));
        yield true;
      }
      case ASSOCIATION_LISTED -> {
        if (!model.authority.keepsRegister(f)) {
          yield false;
        }
        books.associations.put(
            f.getAssociationListed().getAssociationId(), f.getAssociationListed().getMembers());
        yield true;
      }
      case AGREEMENT_SIGNED -> signed(f, f.getAgreementSigned());
      case PLAN_CONFIRMED -> {
        Signed a = books.agreements.get(f.getPlanConfirmed().getAgreementId());
        String side = f.getPlanConfirmed().getConfirmedBy();
        if (a == null
            || hasEnded(a)
            || !(model.authority.keepsRegister(f)
                || model.authority.is(f, Role.WARD, side)
                || model.authority.is(f, Role.DESK, side))) {
          yield false;
        }
        a.confirmed.put(side, f.getPlanConfirmed().getValidTo());
        yield true;
      }
      case AGREEMENT_SUSPENDED -> {
        Signed a = books.agreements.get(f.getAgreementSuspended().getAgreementId());
        if (a == null || hasEnded(a) || a.suspended || !model.authority.keepsRegister(f)) {
          yield false;
        }
        a.suspended = true;
        yield true;
      }
      case AGREEMENT_RESUMED -> {
        Signed a = books.agreements.get(f.getAgreementResumed().getAgreementId());
        if (a == null || hasEnded(a) || !a.suspended || !model.authority.keepsRegister(f)) {
          yield false;
        }
        a.suspended = false;
        yield true;
      }
      case AGREEMENT_ENDED -> {
        Signed a = books.agreements.get(f.getAgreementEnded().getAgreementId());
        LocalDate last = f.getAgreementEnded().getLastDay();
        if (a == null
            || last.isBefore(a.terms.getValidFrom())
            || !model.authority.keepsRegister(f)) {
          yield false;
        }
        a.until = last;
        yield true;
      }
      case LENDER_LIMITS_SET -> {
        String lender = f.getLenderLimitsSet().getLender();
        if (!books.lenders().contains(lender) || !model.authority.actsForLender(f, lender)) {
          yield false;
        }
        books.limits.put(lender, f.getLenderLimitsSet());
        yield true;
      }
      case DUTY_DESK_PUBLISHED -> speaksForKnown(f, f.getDutyDeskPublished().getBody());
      case LESSON_RECORDED -> {
        LessonRecorded lesson = f.getLessonRecorded();
        boolean yes =
            speaksForKnown(f, lesson.getOwnerBody())
                && (lesson.getBody() == null || isKnown(f, lesson.getBody()))
                && (lesson.getAgreementId() == null
                    || books.agreements.containsKey(lesson.getAgreementId()))
                && !books.lessons.containsKey(lesson.getLessonId());
        if (yes) {
          books.lessons.put(lesson.getLessonId(), lesson);
        }
        yield yes;
      }
      case LESSON_CLOSED -> {
        LessonClosed closed = f.getLessonClosed();
        LessonRecorded open = books.lessons.get(closed.getLessonId());
        boolean yes =
            speaksForKnown(f, closed.getOwnerBody())
                && open != null
                && open.getOwnerBody().equals(closed.getOwnerBody())
                && !open.getOrigin().equals(closed.getRun());
        if (yes) {
          books.lessons.remove(closed.getLessonId());
        }
        yield yes;
      }
      case CONTACT_TEST_SENT -> {
        ContactTestSent test = f.getContactTestSent();
        boolean yes =
            speaksForKnown(f, test.getSentBy())
                && test.getAskedBodies().stream().allMatch(b -> isKnown(f, b))
                && books.contactTests.values().stream()
                    .noneMatch(t -> t.getTestId().equals(test.getTestId()));
        if (yes) {
          books.contactTests.put(test.getSentBy(), test);
        }
        yield yes;
      }
      case CONTACT_TEST_ANSWERED -> {
        ContactTestAnswered answer = f.getContactTestAnswered();
        yield speaksForKnown(f, answer.getAnsweredBy())
            && books.contactTests.values().stream()
                .anyMatch(
                    t ->
                        t.getTestId().equals(answer.getTestId())
                            && t.getAskedBodies().contains(answer.getAnsweredBy()));
      }
      case LENDER_JOINED -> lenderJoined(f, f.getLenderJoined().getLender());
      case LENDER_LEFT -> lenderGone(f, f.getLenderLeft().getLender());
      case NETWORK_TERMS_CHANGED -> termsChanged(f, f.getNetworkTermsChanged());
      case ACCESS_DENIED, RULES_ADOPTED -> f.getReporter().getRole() == Role.SYSTEM;
      default ->
          throw new IllegalStateException("expected a fact of this subject, but " + f.getKind());
    };
  }

  private boolean isKnown(Fact f, String body) {
    return body.equals(f.getNetworkId())
        || books.places.containsKey(body)
        || books.lenders().contains(body);
  }

  private boolean speaksForKnown(Fact f, String body) {
    return body.equals(f.getNetworkId())
        ? model.authority.coordinates(f)
        : isKnown(f, body)
            && (model.authority.actsForLender(f, body) || model.authority.actsForReceiver(f, body));
  }

  private boolean lenderJoined(Fact f, String lender) {
    if (!model.authority.keepsRegister(f)
        || books.lenders().contains(lender)
        || !books.places.containsKey(lender)) {
      return false;
    }
    List<String> all = new ArrayList<>(books.lenders());
    all.add(lender);
    books.formed = NetworkFormed.newBuilder(books.formed).setLenders(all).build();
    return true;
  }

  private boolean lenderGone(Fact f, String lender) {
    if (!model.authority.keepsRegister(f)
        || !books.lenders().contains(lender)
        || books.lenders().size() == 1) {
      return false;
    }
    List<String> all = new ArrayList<>(books.lenders());
    all.remove(lender);
    books.formed = NetworkFormed.newBuilder(books.formed).setLenders(all).build();
    books.counterparts.keySet().removeIf(key -> key.get(2).equals(lender));
    for (Offer o : books.offers.values()) {
      if (o.terms.getLender().equals(lender) && o.ended == null) {
        o.ended = OfferState.WITHDRAWN;
      }
    }
    return true;
  }

  private boolean termsChanged(Fact f, NetworkTermsChanged t) {
    if (!model.authority.keepsRegister(f)) {
      return false;
    }
    NetworkFormed.Builder b = NetworkFormed.newBuilder(books.formed);
    Optional.ofNullable(t.getHoldMinutes()).ifPresent(b::setHoldMinutes);
    Optional.ofNullable(t.getLifeSafetyHoldMinutes()).ifPresent(b::setLifeSafetyHoldMinutes);
    Optional.ofNullable(t.getPriorityClassHours()).ifPresent(b::setPriorityClassHours);
    Optional.ofNullable(t.getEscalatesTo())
        .ifPresent(next -> b.setEscalatesTo(next.isEmpty() ? null : next));
    Optional.ofNullable(t.getEscalateAfterMinutes()).ifPresent(b::setEscalateAfterMinutes);
    Optional.ofNullable(t.getLifeSafetyEscalateAfterMinutes())
        .ifPresent(b::setLifeSafetyEscalateAfterMinutes);
    books.formed = b.build();
    return true;
  }

  private boolean hasEnded(Signed a) {
    return a.until != null && books.today().isAfter(a.until);
  }

  private boolean signed(Fact f, AgreementSigned a) {
    Signed old = books.agreements.get(a.getAgreementId());
    boolean known =
        books.lenders().containsAll(a.getLenders())
            && books.places.keySet().containsAll(a.getReceivers())
            && books.associations.keySet().containsAll(a.getAssociations())
            && books.associations.keySet().containsAll(a.getLenderAssociations());
    if (!model.authority.keepsRegister(f)
        || !known
        || (old != null && old.terms.getVersion() >= a.getVersion())) {
      return false;
    }
    Signed signed = new Signed(a);
    signed.suspended = old != null && old.suspended;
    books.agreements.put(a.getAgreementId(), signed);
    return true;
  }
}
