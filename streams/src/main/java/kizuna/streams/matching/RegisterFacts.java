package kizuna.streams.matching;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Dispatch;
import kizuna.streams.books.Fact;
import kizuna.streams.books.OpenRequest;
import kizuna.streams.books.RequestBook;
import kizuna.streams.books.TaskType;

/** Facts about the network itself, its places, its lenders' limits, and disasters. */
final class RegisterFacts {

  private final Case c;

  RegisterFacts(Case c) {
    this.c = c;
  }

  Decision networkFormed(Fact.NetworkFormed f) {
    String network = c.report.networkId();
    if (c.books.register().isFormed()) {
      return c.no(
          network, RejectionCode.NETWORK_ALREADY_FORMED, "a network not yet formed", network);
    }
    return c.authority.mayKeepRegister().map(c::no).orElseGet(() -> c.noted(f, network));
  }

  Decision municipalitiesListed(Fact.MunicipalitiesListed f) {
    return c.authority
        .mayKeepRegister()
        .map(c::no)
        .orElseGet(() -> c.noted(f, c.report.networkId()));
  }

  Decision associationListed(Fact.AssociationListed f) {
    Optional<Reason> no = c.authority.mayKeepRegister();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(f);
    Set<String> receivers = new TreeSet<>(f.members());
    // Its members may be lenders too: then whoever the agreements cover is to be looked at.
    c.books.register().agreements().stream()
        .filter(a -> a.scope().lenderAssociations().contains(f.associationId()))
        .forEach(a -> receivers.addAll(c.books.register().receiversOf(a)));
    AgreementFacts.rematch(c, receivers);
    return c.accepted(f.associationId());
  }

  Decision lenderLimitsSet(Fact.LenderLimitsSet f) {
    if (!c.books.register().isLender(f.lender())) {
      return c.no(
          f.lender(),
          RejectionCode.UNKNOWN_LENDER,
          "a lender of " + c.report.networkId(),
          f.lender());
    }
    Optional<Reason> no = c.authority.mayActForLender(f.lender());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(f);
    // What was promised stays; what the new limits leave is matched at once.
    c.matcher.rematch(Set.of(), c.freeOffersOf(f.lender()), MatchTrigger.COORDINATED);
    return c.accepted(f.lender());
  }

  Decision disasterDeclared(Fact.DisasterDeclared f) {
    Set<String> unknown = new TreeSet<>(f.disaster().struck());
    unknown.removeIf(code -> c.books.register().knows(code));
    if (!unknown.isEmpty()) {
      return c.no(
          f.disaster().id(),
          RejectionCode.UNKNOWN_MUNICIPALITY,
          "listed municipalities",
          String.join(",", unknown));
    }
    Optional<Reason> no = c.authority.mayDeclare(f.disaster().struck());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    Disaster before = c.books.register().disaster(f.disaster().id());
    c.note(f);
    if (before != null && before.hazard() != f.disaster().hazard()) {
      // Agreements cover hazards: others may now.
      c.matcher.rematchWhatFits(openFor(before.id()), MatchTrigger.AGREEMENT_CAME);
    }
    for (String code : new TreeSet<>(f.disaster().struck())) {
      int away = c.books.register().isLender(code) ? personsPromised(code) : 0;
      if (away > 0) {
        c.notice(new Notice(Notice.Code.RECALL_LIKELY, code, c.report.networkId(), null, away));
      }
    }
    return c.accepted(f.disaster().id());
  }

  private Set<String> openFor(String disasterId) {
    Set<String> open = new TreeSet<>();
    for (String receiver : c.books.network().receiversWithOpenRequests()) {
      for (TaskType taskType : TaskType.values()) {
        c.books.network().openRequests(receiver, taskType).stream()
            .map(OpenRequest::id)
            .filter(id -> c.request(id).disasterId().equals(disasterId))
            .forEach(open::add);
      }
    }
    return open;
  }

  private int personsPromised(String lender) {
    int persons = 0;
    for (String offerId : c.books.network().offersOf(lender)) {
      for (String id : c.books.offerOf(offerId).dispatchIds()) {
        Dispatch d = c.books.dispatchOf(id);
        RequestBook request = c.books.requestOf(d.requestId());
        if (d.state().isLive() && !request.request().ended()) {
          persons += d.headCount();
        }
      }
    }
    return persons;
  }
}
