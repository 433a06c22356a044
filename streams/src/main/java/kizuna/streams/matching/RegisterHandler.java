package kizuna.streams.matching;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.Change;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;

/** Facts about the network itself, its places, and its lenders' limits. */
final class RegisterHandler {

  private final DecisionContext c;

  RegisterHandler(DecisionContext c) {
    this.c = c;
  }

  Decision networkFormed(Fact.NetworkFormed f) {
    String network = c.report.networkId();
    if (c.state.register().isFormed()) {
      return c.no(RejectionCode.NETWORK_ALREADY_FORMED, network);
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
    // Its members may be lenders too: the requests that their agreements cover are matched again.
    c.state.register().agreements().stream()
        .filter(a -> a.scope().lenderAssociations().contains(f.associationId()))
        .forEach(a -> receivers.addAll(c.state.register().receiversOf(a)));
    AgreementHandler.rematch(c, receivers);
    return c.accepted(f.associationId());
  }

  Decision lenderLimitsSet(Fact.LenderLimitsSet f) {
    if (!c.state.register().isLender(f.lender())) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_LENDER, f.lender(), f.lender()));
    }
    Optional<Reason> no = c.authority.mayActForLender(f.lender());
    if (no.isPresent()) {
      return c.no(no.get());
    }
    c.note(f);
    // Promises stay; room under the new limits is matched at once.
    c.matcher.rematch(Set.of(), c.freeOffersOf(f.lender()), MatchTrigger.COORDINATED);
    return c.accepted(f.lender());
  }

  Decision lenderJoined(Fact.LenderJoined f) {
    Optional<Reason> no = c.authority.mayKeepRegister();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (c.state.register().isLender(f.lender())) {
      return c.no(RejectionCode.LENDER_ALREADY_JOINED, f.lender());
    }
    if (!c.state.register().knows(f.lender())) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, f.lender(), f.lender()));
    }
    return c.noted(f, f.lender());
  }

  /** Promised and sent people stay; everything else of the lender ends. */
  Decision lenderLeft(Fact.LenderLeft f) {
    Optional<Reason> no = c.authority.mayKeepRegister();
    if (no.isPresent()) {
      return c.no(no.get());
    }
    if (!c.state.register().isLender(f.lender())) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_LENDER, f.lender(), f.lender()));
    }
    if (c.state.register().lenders().size() == 1) {
      return c.no(RejectionCode.LAST_LENDER, f.lender());
    }
    for (String id : c.state.network().offersOf(f.lender())) {
      Offer offer = c.state.offerOf(id).offer();
      if (!offer.ended()) {
        c.state.apply(new Change.OfferPut(offer.ended(Offer.End.WITHDRAWN)));
      }
    }
    // Its proposals have no basis any more.
    return c.noted(f, f.lender());
  }

  /** Proposals keep their hold; open requests are due by the new terms. */
  Decision termsChanged(Fact.NetworkTermsChanged f) {
    return c.authority
        .mayKeepRegister()
        .map(c::no)
        .orElseGet(() -> c.noted(f, c.report.networkId()));
  }

  /** The fact in the log is the record; the ledger shows the newest of each body. */
  Decision dutyDeskPublished(Fact.DutyDeskPublished f) {
    String network = c.report.networkId();
    if (!f.body().equals(network)
        && !c.state.register().isLender(f.body())
        && !c.state.register().knows(f.body())) {
      return c.no(Reason.unknown(RejectionCode.UNKNOWN_MUNICIPALITY, f.body(), f.body()));
    }
    return c.authority.mayReportForParty(f.body()).map(c::no).orElseGet(() -> c.accepted(f.body()));
  }
}
