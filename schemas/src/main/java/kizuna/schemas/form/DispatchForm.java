package kizuna.schemas.form;

import java.time.LocalDate;
import kizuna.facts.DispatchReference;
import kizuna.facts.ExtensionAnswered;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** The form of reports about a dispatch (派遣): its id, and its progress. */
final class DispatchForm {

  private DispatchForm() {}

  /** Checks the id of the dispatch, and the last day if the body has one. */
  static void dispatch(SpecificRecordBase body, FieldChecks checks) {
    Schema.Field dispatch = body.getSchema().getField("dispatch");
    if (body.get(dispatch.pos()) instanceof DispatchReference reference) {
      reference(reference, checks);
    }
    Schema.Field lastDay = body.getSchema().getField("lastDay");
    if (lastDay != null && body.get(lastDay.pos()) instanceof LocalDate day) {
      checks.date("lastDay", day);
    }
  }

  static void answered(ExtensionAnswered b, FieldChecks checks) {
    dispatch(b, checks);
    if (b.getGranted() && b.getReason() != null) {
      checks.wrong(
          "reason", FormRule.REASON_UNWANTED, "none where they stay", b.getReason().name());
    } else if (!b.getGranted() && b.getReason() == null) {
      checks.wrong("reason", FormRule.REASON_WANTED, "the reason why they do not stay", "nothing");
    }
  }

  private static void reference(DispatchReference r, FieldChecks checks) {
    boolean byId = r.getDispatchId() != null && r.getRequestId() == null && r.getLender() == null;
    boolean byPair = r.getDispatchId() == null && r.getRequestId() != null && r.getLender() != null;
    if (byId) {
      checks.dispatchId("dispatch.dispatchId", r.getDispatchId());
    } else if (byPair) {
      checks.id("dispatch.requestId", r.getRequestId());
      checks.code("dispatch.lender", r.getLender());
    } else {
      checks.wrong(
          "dispatch",
          FormRule.DISPATCH_REFERENCE,
          "a dispatchId, or a requestId and a lender",
          shown(r));
    }
  }

  private static String shown(DispatchReference r) {
    return "dispatchId "
        + r.getDispatchId()
        + ", requestId "
        + r.getRequestId()
        + ", lender "
        + r.getLender();
  }
}
