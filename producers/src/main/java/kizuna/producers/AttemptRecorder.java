package kizuna.producers;

import kizuna.codes.AccountRole;
import kizuna.codes.DenialCode;
import kizuna.facts.AccessDenied;
import kizuna.schemas.Namespace;

/** Puts denied attempts on record, each in the network that it concerns. */
final class AttemptRecorder {

  /** Most characters of a text in the record. */
  private static final int LONGEST_SHOWN = 200;

  private final DenialRecorder denials;
  private final ResourceOwners owners;
  private final String defaultNetwork;

  AttemptRecorder(DenialRecorder denials, ResourceOwners owners, String defaultNetwork) {
    this.denials = denials;
    this.owners = owners;
    this.defaultNetwork = defaultNetwork;
  }

  /** Records a report that was denied here. */
  void record(ReportAttempt attempt, DenialCode code) {
    String network = attempt.network;
    denials.record(
        attempt.namespace,
        // An unknown network does not get its own log.
        network != null && owners.knows(attempt.namespace, network) ? network : defaultNetwork,
        AccessDenied.newBuilder()
            .setAccount(attempt.caller.account())
            .setRole(attempt.caller.role())
            .setBody(attempt.caller.body())
            .setMethod(attempt.method)
            .setPath(printable(attempt.path))
            .setAttempted(attempt.kind)
            .setAbout(attempt.about == null ? null : printable(attempt.about))
            .setCode(code)
            .build());
  }

  /** Records a denial of the gateway. */
  void recordElsewhere(Namespace namespace, AccessDenied denied) {
    String body = denied.getBody();
    denials.record(
        namespace,
        // Only the network of a coordinator is known at the gateway.
        denied.getRole() == AccountRole.COORDINATOR && body != null && owners.knows(namespace, body)
            ? body
            : defaultNetwork,
        denied);
  }

  /**
   * Makes any attempted text safe to record: at most {@value #LONGEST_SHOWN} characters, without
   * control characters that a terminal or a page would interpret.
   */
  static String printable(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    int characters = line.codePointCount(0, line.length());
    String cut =
        characters <= LONGEST_SHOWN
            ? line
            : line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
    return cut.isBlank() ? "-" : cut;
  }
}
