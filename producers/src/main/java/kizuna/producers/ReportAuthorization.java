package kizuna.producers;

import java.util.Optional;
import java.util.Set;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestDocumented;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisasterReopened;
import kizuna.facts.DispatchReference;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.OfferRejected;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.OverrideMade;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.StaffOffered;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.Thing;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.Caller;
import kizuna.schemas.access.ReportingRights;
import kizuna.schemas.access.ReportingRights.About;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.states.Owner;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Lets a caller's fact in, or not: nothing is let in unless {@link ReportingRights} says so. What
 * is another's is answered as what does not exist. Whoever decides the fact asks once more.
 */
final class ReportAuthorization {

  private final ResourceOwners owners;

  ReportAuthorization(ResourceOwners owners) {
    this.owners = owners;
  }

  /**
   * Goes on only if the caller may report facts of this kind at all.
   *
   * @throws ApiException 403
   */
  static void demandKind(Caller caller, FactKind kind, Namespace namespace) {
    Optional<DenialCode> never = ReportingRights.never(caller, kind, namespace.isDrill());
    if (never.isPresent()) {
      throw new ApiException(
              never.get() == DenialCode.DRILLS_ONLY
                  ? ProblemType.DRILLS_ONLY
                  : ProblemType.NOT_OF_ROLE,
              caller.role().name(),
              FactForm.name(kind))
          .denied(never.get());
    }
  }

  /**
   * Goes on only if the caller may report this very fact.
   *
   * @throws ApiException 403 if it brings something new in another's name; 404 if what it is about
   *     is another's or not there; 503 if nobody can say yet
   */
  void demand(Caller caller, Fact fact, Namespace namespace) {
    long asked = System.nanoTime();
    try {
      demandOwn(caller, fact, namespace);
    } catch (ApiException e) {
      if (e.type() == ProblemType.NO_SUCH_ID) {
        owners.awaitAsForNothing(caller.account(), asked);
      }
      throw e;
    }
  }

  private void demandOwn(Caller caller, Fact fact, Namespace namespace) {
    demandKind(caller, fact.getKind(), namespace);
    if (fact.getKind() != FactKind.NETWORK_FORMED
        && !owners.isFormed(caller.account(), namespace, fact.getNetworkId())) {
      // A network that somebody made up leaves nothing behind, neither here nor in the log.
      throw new ApiException(ProblemType.NO_SUCH_NETWORK, fact.getNetworkId());
    }
    if (caller.speaksForAnybody(namespace.isDrill())) {
      return; // Admission asks whether the one it speaks for may.
    }
    SpecificRecordBase body = FactForm.bodyOf(fact);
    String network = fact.getNetworkId();
    if (caller.role() == AccountRole.COORDINATOR && !network.equals(caller.body())) {
      throw notYours(fact, body);
    }
    About about = about(caller, network, body, namespace);
    if (!ReportingRights.may(
        fact.getReporter().getRole(), fact.getReporter().getBody(), fact.getKind(), about)) {
      throw notYours(fact, body);
    }
  }

  private static ApiException notYours(Fact fact, SpecificRecordBase body) {
    return ReportingRights.bringsNew(fact.getKind())
        ? new ApiException(
                ProblemType.NOT_YOUR_NAME,
                fact.getReporter().getRole() + " " + fact.getReporter().getBody())
            .denied(DenialCode.NOT_YOUR_NAME)
        : noSuchId(idOf(body)).denied(DenialCode.NOT_YOURS);
  }

  private static ApiException noSuchId(String id) {
    return new ApiException(ProblemType.NO_SUCH_ID, id);
  }

  /** The id by which a fact names what it is about. */
  static String idOf(SpecificRecordBase body) {
    if (body.getSchema().getField("dispatch") != null
        && body.get("dispatch") instanceof DispatchReference dispatch) {
      return dispatch.getDispatchId() != null
          ? dispatch.getDispatchId()
          : dispatch.getRequestId() + "/" + dispatch.getLender();
    }
    if (body instanceof OverrideMade override && override.getRequestId() != null) {
      return override.getRequestId(); // Its own id is new: nobody asked for that.
    }
    return body.getSchema().getFields().stream()
        .filter(field -> field.name().endsWith("Id") || field.name().equals("lender"))
        .map(field -> body.get(field.pos()))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst()
        .orElse("");
  }

  /** A prefecture declares for those in it, too. */
  private static Set<String> desks(Caller caller, Set<String> struck) {
    String body = caller.body();
    return body != null
            && MunicipalityCode.valid(body)
            && MunicipalityCode.isPrefecture(body)
            && struck.stream().allMatch(code -> MunicipalityCode.samePrefecture(code, body))
        ? Set.of(body)
        : struck;
  }

  private About about(Caller caller, String network, SpecificRecordBase body, Namespace namespace) {
    if (body instanceof DisasterDeclared b) {
      Set<String> struck = Set.copyOf(b.getStruck());
      return new About(network, desks(caller, struck), struck);
    } else if (caller.body() != null
        && (body instanceof DisasterEnded
            || body instanceof DisasterReopened
            || body instanceof DisasterCorrected)) {
      // Disasters are known to all; who declared one is asked when the fact is admitted.
      return new About(network, Set.of(caller.body()), Set.of(caller.body()));
    } else if (body instanceof PlanConfirmed b) {
      return new About(network, Set.of(b.getConfirmedBy()), Set.of(b.getConfirmedBy()));
    } else if (body instanceof DutyDeskPublished b) {
      return new About(network, Set.of(b.getBody()), Set.of(b.getBody()));
    } else if (body instanceof AidRequested b) {
      return ofReceiver(network, b.getReceiver());
    } else if (body instanceof CounterpartAppointed b) {
      return ofReceiver(network, b.getReceiver());
    } else if (body instanceof CounterpartRelieved b) {
      return ofReceiver(network, b.getReceiver());
    } else if (body instanceof StaffOffered b) {
      return ofLender(network, b.getLender());
    } else if (body instanceof LenderLimitsSet b) {
      return ofLender(network, b.getLender());
    } else if (body instanceof AidRequestDocumented b) {
      return ofRequest(caller, namespace, network, b.getRequestId());
    } else if (body instanceof AidRequestAmended b) {
      return ofRequest(caller, namespace, network, b.getRequestId());
    } else if (body instanceof AidRequestCancelled b) {
      return ofRequest(caller, namespace, network, b.getRequestId());
    } else if (body instanceof AidRequestMerged b) {
      return ofRequest(caller, namespace, network, b.getRequestId());
    } else if (body instanceof OverrideMade b) {
      return ofRequest(caller, namespace, network, b.getRequestId());
    } else if (body instanceof OfferWithdrawn b) {
      return ofOffer(caller, namespace, network, b.getOfferId());
    } else if (body instanceof OfferRejected b) {
      return ofOffer(caller, namespace, network, b.getOfferId());
    } else if (body.getSchema().getField("dispatch") != null
        && body.get("dispatch") instanceof DispatchReference dispatch) {
      return ofDispatch(caller, namespace, network, dispatch);
    }
    // Of the network as a whole: its register, its agreements, its overrides.
    return new About(network, Set.of(), Set.of());
  }

  private static About ofReceiver(String network, String receiver) {
    return new About(network, Set.of(receiver), Set.of());
  }

  private static About ofLender(String network, String lender) {
    return new About(network, Set.of(), Set.of(lender));
  }

  private About ofRequest(Caller caller, Namespace namespace, String network, String id) {
    return of(network, known(caller, namespace, network, Thing.REQUEST, id));
  }

  private About ofOffer(Caller caller, Namespace namespace, String network, String id) {
    Owner offer = known(caller, namespace, network, Thing.OFFER, id);
    Set<String> desks =
        offer.getAnswersRequestId() == null
            ? Set.of()
            : owners
                .of(
                    caller.account(),
                    namespace,
                    new OwnerKey(network, Thing.REQUEST, offer.getAnswersRequestId()))
                .map(request -> of(network, request).desks())
                .orElse(Set.of());
    return new About(network, desks, of(network, offer).wards());
  }

  private About ofDispatch(
      Caller caller, Namespace namespace, String network, DispatchReference dispatch) {
    String id = dispatch.getDispatchId();
    if (id != null) {
      return of(network, known(caller, namespace, network, Thing.DISPATCH, id));
    }
    About request = ofRequest(caller, namespace, network, String.valueOf(dispatch.getRequestId()));
    String lender = dispatch.getLender();
    return new About(network, request.desks(), lender == null ? Set.of() : Set.of(lender));
  }

  private Owner known(Caller caller, Namespace namespace, String network, Thing thing, String id) {
    return owners
        .of(caller.account(), namespace, new OwnerKey(network, thing, id))
        .orElseThrow(() -> noSuchId(id));
  }

  private static About of(String network, Owner owner) {
    return new About(
        network,
        owner.getReceiver() == null ? Set.of() : Set.of(owner.getReceiver()),
        owner.getLender() == null ? Set.of() : Set.of(owner.getLender()));
  }
}
