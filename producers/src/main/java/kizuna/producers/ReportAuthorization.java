package kizuna.producers;

import java.util.Optional;
import java.util.Set;
import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.codes.FactKind;
import kizuna.edge.ApiException;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.schemas.ProblemType;
import kizuna.schemas.access.Caller;
import kizuna.schemas.access.ReportingRights;
import kizuna.schemas.access.ReportingRights.About;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactDescriptor.Subject;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.states.Owner;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Authorizes a caller's fact: only what {@link ReportingRights} allows. A resource of another owner
 * gets the same response as a missing one. Streams checks again when it decides.
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
   * Checks that the caller may report this fact.
   *
   * @throws ApiException 403 if it creates a resource in another's name; 404 if its subject belongs
   *     to another or does not exist; 503 if that is not known yet
   */
  void require(Caller caller, Fact fact, Namespace namespace) {
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
      // An unknown network leaves no trace, neither here nor in the log.
      throw new ApiException(ProblemType.NO_SUCH_NETWORK, fact.getNetworkId());
    }
    if (caller.mayReportForAnyBody(namespace.isDrill())) {
      return; // Admission checks the rights of the represented body.
    }
    SpecificRecordBase body = FactForm.bodyOf(fact);
    String network = fact.getNetworkId();
    if (caller.role() == AccountRole.COORDINATOR && !network.equals(caller.body())) {
      throw notOwned(fact, body);
    }
    About about = about(caller, network, fact, namespace);
    if (!ReportingRights.may(
        fact.getReporter().getRole(), fact.getReporter().getBody(), fact.getKind(), about)) {
      throw notOwned(fact, body);
    }
  }

  private static ApiException notOwned(Fact fact, SpecificRecordBase body) {
    return FactKinds.of(fact.getKind()).bringsNew()
        ? new ApiException(
                ProblemType.NOT_YOUR_NAME,
                fact.getReporter().getRole() + " " + fact.getReporter().getBody())
            .denied(DenialCode.NOT_YOUR_NAME)
        : noSuchId(idOf(body)).denied(DenialCode.NOT_YOURS);
  }

  private static ApiException noSuchId(String id) {
    return new ApiException(ProblemType.NO_SUCH_ID, id);
  }

  /** The id of the fact's subject; empty if it has none. */
  static String idOf(SpecificRecordBase body) {
    return FactKinds.named(body.getSchema().getName())
        .flatMap(FactDescriptor::idField)
        .map(body::get)
        .map(id -> id instanceof DispatchReference dispatch ? idOf(dispatch) : id.toString())
        .orElse("");
  }

  private static String idOf(DispatchReference dispatch) {
    return dispatch.getDispatchId() != null
        ? dispatch.getDispatchId()
        : dispatch.getRequestId() + "/" + dispatch.getLender();
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

  private About about(Caller caller, String network, Fact fact, Namespace namespace) {
    SpecificRecordBase body = FactForm.bodyOf(fact);
    Subject subject = FactKinds.of(fact.getKind()).subject();
    Set<String> named = Set.copyOf(subject.names(body));
    String id = named.isEmpty() ? "" : named.iterator().next();
    return switch (subject.owner()) {
      case NETWORK -> new About(network, Set.of(), Set.of());
      case DECLARER -> {
        // Disasters are public; the declarer is checked when the fact is accepted.
        Set<String> own = caller.body() == null ? Set.of() : Set.of(caller.body());
        yield new About(network, own, own);
      }
      case STRUCK -> new About(network, desks(caller, named), named);
      case PARTY -> new About(network, named, named);
      case RECEIVER -> new About(network, named, Set.of());
      case LENDER -> new About(network, Set.of(), named);
      case REQUEST -> ofRequest(caller, namespace, network, id);
      case OFFER -> ofOffer(caller, namespace, network, id);
      case DISPATCH ->
          ofDispatch(caller, namespace, network, (DispatchReference) body.get(subject.field()));
    };
  }

  private About ofRequest(Caller caller, Namespace namespace, String network, String id) {
    return of(network, known(caller, namespace, network, ResourceType.REQUEST, id));
  }

  private About ofOffer(Caller caller, Namespace namespace, String network, String id) {
    Owner offer = known(caller, namespace, network, ResourceType.OFFER, id);
    Set<String> desks =
        offer.getAnswersRequestId() == null
            ? Set.of()
            : owners
                .of(
                    caller.account(),
                    namespace,
                    new OwnerKey(network, ResourceType.REQUEST, offer.getAnswersRequestId()))
                .map(request -> of(network, request).desks())
                .orElse(Set.of());
    return new About(network, desks, of(network, offer).wards());
  }

  private About ofDispatch(
      Caller caller, Namespace namespace, String network, DispatchReference dispatch) {
    String id = dispatch.getDispatchId();
    if (id != null) {
      return of(network, known(caller, namespace, network, ResourceType.DISPATCH, id));
    }
    About request = ofRequest(caller, namespace, network, String.valueOf(dispatch.getRequestId()));
    String lender = dispatch.getLender();
    return new About(network, request.desks(), lender == null ? Set.of() : Set.of(lender));
  }

  private Owner known(
      Caller caller, Namespace namespace, String network, ResourceType thing, String id) {
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
