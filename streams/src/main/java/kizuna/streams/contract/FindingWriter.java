package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.list;
import static kizuna.streams.contract.EnumMapping.to;

import java.util.List;
import kizuna.codes.HazardType;
import kizuna.codes.MatchRule;
import kizuna.codes.Qualification;
import kizuna.codes.TaskType;
import kizuna.decisions.Days;
import kizuna.decisions.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Findings of the rules as records of the contract: which fields each kind sets. A decision writes
 * one for each lender and rule, so there is no builder with defaults to copy.
 */
final class FindingWriter
    implements kizuna.streams.matching.rules.Finding.Visitor<FindingWriter.Fields> {

  /** The fields to set in a finding. */
  static final class Fields {
    @Nullable String overrideId;
    @Nullable String agreementId;
    @Nullable String offerId;
    @Nullable Days wantedDays;
    @Nullable Days days;
    @Nullable HazardType hazard;
    List<HazardType> hazards = List.of();
    @Nullable TaskType taskType;
    List<TaskType> taskTypes = List.of();
    List<Qualification> wantedQualifications = List.of();
    List<Qualification> qualifications = List.of();
    @Nullable String disasterId;
    @Nullable String offeredFor;
    @Nullable Integer wanted;
    @Nullable Integer found;
    @Nullable Integer limit;

    private Finding of(MatchRule rule) {
      return new Finding(
          rule,
          "",
          "",
          overrideId,
          agreementId,
          offerId,
          wantedDays,
          days,
          hazard,
          hazards,
          taskType,
          taskTypes,
          wantedQualifications,
          qualifications,
          disasterId,
          offeredFor,
          wanted,
          found,
          limit);
    }
  }

  private static final FindingWriter WRITER = new FindingWriter();

  private FindingWriter() {}

  static Finding write(kizuna.streams.matching.rules.Finding finding) {
    return finding.accept(WRITER).of(to(MatchRule.class, finding.rule()));
  }

  private static Fields ofAgreement(String id) {
    Fields f = new Fields();
    f.agreementId = id;
    return f;
  }

  private static Fields ofOffer(String id) {
    Fields f = new Fields();
    f.offerId = id;
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.Forbidden found) {
    Fields f = new Fields();
    f.overrideId = found.overrideId();
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.Struck found) {
    return new Fields();
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.NoAgreement found) {
    Fields f = new Fields();
    f.wantedDays = ReasonWriter.days(found.wanted());
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.NotInForce found) {
    Fields f = ofAgreement(found.agreementId());
    f.wantedDays = ReasonWriter.days(found.wanted());
    f.days = new Days(found.from(), ReasonWriter.end(found.to()));
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.Suspended found) {
    return ofAgreement(found.agreementId());
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.HazardNotCovered found) {
    Fields f = ofAgreement(found.agreementId());
    f.hazard = to(HazardType.class, found.wanted());
    f.hazards = list(HazardType.class, found.hazards());
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.TaskNotCovered found) {
    Fields f = ofAgreement(found.agreementId());
    f.taskType = to(TaskType.class, found.wanted());
    f.taskTypes = list(TaskType.class, found.taskTypes());
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.TourTooShort found) {
    Fields f = ofAgreement(found.agreementId());
    f.wanted = found.wantedDays();
    f.found = found.longestDays();
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.HeadCountUsed found) {
    Fields f = ofAgreement(found.agreementId());
    f.limit = found.limit();
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.NotOffered found) {
    return new Fields();
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.OtherDisaster found) {
    Fields f = ofOffer(found.offerId());
    f.disasterId = found.wanted();
    f.offeredFor = found.offeredFor();
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.OtherTasks found) {
    Fields f = ofOffer(found.offerId());
    f.taskType = to(TaskType.class, found.wanted());
    f.taskTypes = list(TaskType.class, found.taskTypes());
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.NotQualified found) {
    Fields f = ofOffer(found.offerId());
    f.wantedQualifications = list(Qualification.class, found.wanted());
    f.qualifications = list(Qualification.class, found.held());
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.OtherDays found) {
    Fields f = ofOffer(found.offerId());
    f.wantedDays = ReasonWriter.days(found.wanted());
    f.days = ReasonWriter.days(found.days());
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.RefusedBefore found) {
    return ofOffer(found.offerId());
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.LimitReached found) {
    Fields f = new Fields();
    f.limit = found.limit();
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.NotRested found) {
    Fields f = new Fields();
    f.wanted = found.restDays();
    return f;
  }

  @Override
  public Fields visit(kizuna.streams.matching.rules.Finding.NoCapacity found) {
    Fields f = new Fields();
    f.wantedDays = ReasonWriter.days(found.wanted());
    return f;
  }
}
