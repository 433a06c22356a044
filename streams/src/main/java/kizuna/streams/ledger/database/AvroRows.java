package kizuna.streams.ledger.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Notice;
import kizuna.decisions.Rejection;
import kizuna.facts.AccessDenied;
import kizuna.facts.ContactTestSent;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;
import kizuna.facts.Municipality;
import kizuna.facts.OverrideMade;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;

/** The Avro columns of the read model. */
public final class AvroRows {

  public static final AvroRow<LedgerEntry> DISPATCH = new AvroRow<>(LedgerEntry.getClassSchema());
  public static final AvroRow<RequestStatus> REQUEST =
      new AvroRow<>(RequestStatus.getClassSchema());
  public static final AvroRow<OfferStatus> OFFER = new AvroRow<>(OfferStatus.getClassSchema());
  public static final AvroRow<AgreementStatus> AGREEMENT =
      new AvroRow<>(AgreementStatus.getClassSchema());
  public static final AvroRow<Notice> NOTICE = new AvroRow<>(Notice.getClassSchema());
  public static final AvroRow<Rejection> REJECTION = new AvroRow<>(Rejection.getClassSchema());
  public static final AvroRow<DeadLetter> DEAD_LETTER = new AvroRow<>(DeadLetter.getClassSchema());
  public static final AvroRow<AccessDenied> DENIAL = new AvroRow<>(AccessDenied.getClassSchema());
  public static final AvroRow<Municipality> MUNICIPALITY =
      new AvroRow<>(Municipality.getClassSchema());
  public static final AvroRow<LenderLimitsSet> LIMITS =
      new AvroRow<>(LenderLimitsSet.getClassSchema());
  public static final AvroRow<DisasterDeclared> DISASTER =
      new AvroRow<>(DisasterDeclared.getClassSchema());
  public static final AvroRow<CounterpartAppointed> COUNTERPART =
      new AvroRow<>(CounterpartAppointed.getClassSchema());
  public static final AvroRow<OverrideMade> OVERRIDE = new AvroRow<>(OverrideMade.getClassSchema());
  public static final AvroRow<DutyDeskPublished> DUTY_DESK =
      new AvroRow<>(DutyDeskPublished.getClassSchema());

  public static final AvroRow<LessonRecorded> LESSON =
      new AvroRow<>(LessonRecorded.getClassSchema());
  public static final AvroRow<LessonClosed> LESSON_CLOSED =
      new AvroRow<>(LessonClosed.getClassSchema());
  public static final AvroRow<ContactTestSent> CONTACT_TEST =
      new AvroRow<>(ContactTestSent.getClassSchema());

  public static final String MIGRATIONS = "kizuna/streams/ledger/migrations";
  private static final List<String> FILES = List.of("V1__read_model.sql", "V2__preparedness.sql");

  /**
   * Version of the rows' meaning beside their schemas. Raise it when the writer computes a column
   * in another way.
   */
  public static final int MEANING = 1;

  private AvroRows() {}

  /** Identifies tables, Avro schemas and meaning: a database of another format is rebuilt. */
  public static final String FORMAT = format();

  private static String format() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : FILES) {
        try (InputStream in = AvroRows.class.getResourceAsStream("/" + MIGRATIONS + "/" + file)) {
          if (in == null) {
            throw new IllegalStateException(
                "expected " + file + " on the class path, but it is not");
          }
          digest.update(in.readAllBytes());
        }
      }
      for (AvroRow<?> row :
          List.of(
              DISPATCH,
              REQUEST,
              OFFER,
              AGREEMENT,
              NOTICE,
              REJECTION,
              DEAD_LETTER,
              DENIAL,
              MUNICIPALITY,
              LIMITS,
              DISASTER,
              COUNTERPART,
              OVERRIDE,
              DUTY_DESK,
              LESSON,
              LESSON_CLOSED,
              CONTACT_TEST)) {
        digest.update(row.schema().toString().getBytes(StandardCharsets.UTF_8));
      }
      return MEANING + "-" + HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
