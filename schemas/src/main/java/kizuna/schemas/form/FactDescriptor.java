package kizuna.schemas.form;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * One kind of fact: all its metadata except its rules. {@link FactKinds} is the table of all kinds.
 *
 * @param kind the code of the kind
 * @param body generated class of its body
 * @param field field of {@link Fact} that holds the body
 * @param form check of the body's form
 * @param offices offices that report it, each about its own subjects
 * @param usualOffice default reporter of a report that names none, if the body names the owner
 * @param subject how its owner is found
 * @param idField field of the body with the id of the subject; {@code dispatch} for a dispatch
 * @param newId the id of the resource that it creates, if the report omits it
 * @param bringsNew whether it creates its subject: only the reporter's name can be wrong
 * @param timeOfReport field of the body that defaults to the time of the report
 * @param amendedBy kind that amends what this one created, by fields of the same names
 * @param feed public feed that accepted facts of the kind go to
 * @param listed whether the ledger reads accepted facts of the kind from the intake: decisions and
 *     states do not contain their content
 * @param route its own HTTP route; empty: only {@code POST /api/facts} accepts it, or only Kizuna
 *     itself reports it
 * @param commands names of the commands that report it
 */
public record FactDescriptor<B extends SpecificRecordBase>(
    FactKind kind,
    Class<B> body,
    Schema.Field field,
    Check<B> form,
    Set<Role> offices,
    Role usualOffice,
    Subject subject,
    Optional<String> idField,
    Optional<NewId> newId,
    boolean bringsNew,
    Optional<String> timeOfReport,
    Optional<FactKind> amendedBy,
    Optional<Feed> feed,
    boolean listed,
    Optional<Route> route,
    List<String> commands) {

  /** Checks the form of a body. */
  @FunctionalInterface
  interface Check<B> {
    void check(B body, FieldChecks checks);
  }

  /** How the owner of a fact is found. */
  public enum Owner {
    /** The network as a whole; the fact names no owner. */
    NETWORK,
    /** Known to all. The body that declared the disaster may report it; admission checks that. */
    DECLARER,
    /** The municipalities that the field lists, and their prefecture. */
    STRUCK,
    /** The municipality or network that the field names, for any office. */
    PARTY,
    /** The desk of the municipality that the field names. */
    RECEIVER,
    /** The lender that the field names. */
    LENDER,
    /** The receiver of the request that the field names. */
    REQUEST,
    /**
     * The lender of the offer that the field names, and the desk of the request that it answers.
     */
    OFFER,
    /** Both sides of the dispatch that the field refers to. */
    DISPATCH
  }

  /**
   * The owner of a fact.
   *
   * @param field field of the body with the owner; empty for {@link Owner#NETWORK} and {@link
   *     Owner#DECLARER}
   */
  public record Subject(Owner owner, String field) {

    /** The values of the field: the names, one id, or none. */
    public List<String> names(SpecificRecordBase body) {
      Object value = field.isEmpty() ? null : body.get(body.getSchema().getField(field).pos());
      return value instanceof List<?> list
          ? list.stream().map(Object::toString).toList()
          : value instanceof String name ? List.of(name) : List.of();
    }
  }

  /** A public feed: accepted facts of some kinds, each once. */
  public enum Feed {
    DISASTERS,
    AID_REQUESTS,
    STAFF_OFFERS;

    /** The topic of the feed. */
    public Topic<Fact> topic(Topics topics) {
      return switch (this) {
        case DISASTERS -> topics.disasters;
        case AID_REQUESTS -> topics.aidRequests;
        case STAFF_OFFERS -> topics.staffOffers;
      };
    }
  }

  /**
   * An HTTP route.
   *
   * @param path {@code {id}} in it stands for the id field
   * @param doc one sentence for the API description
   */
  public record Route(String path, String doc) {

    /** Whether the path contains the id of the subject. */
    public boolean hasId() {
      return path.contains("{id}");
    }

    /** The path with an id in it. */
    public String of(String id) {
      return path.replace("{id}", id);
    }
  }

  /** The name of the kind, like {@code AidRequested}. */
  public String name() {
    return schema().getName();
  }

  /** Schema of the body. */
  public Schema schema() {
    return SpecificData.get().getSchema(body);
  }

  /** Key of its name in the word lists. */
  public String words() {
    return FactKind.class.getSimpleName() + "." + kind;
  }

  /** Whether it can be reported by others than Kizuna itself. */
  public boolean reportable() {
    return offices.stream().anyMatch(office -> office != Role.SYSTEM);
  }

  /** Checks the form of a body that must be of this kind. */
  void check(SpecificRecordBase any, FieldChecks checks) {
    form.check(body.cast(any), checks);
  }

  /** One row of the table while it is written. */
  static final class Row<B extends SpecificRecordBase> {

    private final FactKind kind;
    private final Class<B> body;
    private @Nullable Check<? super B> form;
    private final Set<Role> offices = EnumSet.noneOf(Role.class);
    private Role usualOffice = Role.COORDINATOR;
    private Subject subject = new Subject(Owner.NETWORK, "");
    private @Nullable String idField;
    private @Nullable NewId newId;
    private boolean bringsNew;
    private @Nullable String timeOfReport;
    private @Nullable FactKind amendedBy;
    private @Nullable Feed feed;
    private boolean listed;
    private @Nullable Route route;
    private final List<String> commands = new ArrayList<>();

    Row(FactKind kind, Class<B> body) {
      this.kind = kind;
      this.body = body;
    }

    Row<B> form(Check<? super B> check) {
      form = check;
      return this;
    }

    Row<B> by(Role... reporters) {
      offices.addAll(List.of(reporters));
      return this;
    }

    Row<B> usuallyBy(Role office) {
      usualOffice = office;
      return this;
    }

    Row<B> of(Owner owner, String field) {
      subject = new Subject(owner, field);
      return this;
    }

    Row<B> id(String field) {
      idField = field;
      return this;
    }

    Row<B> newId(String field, String prefix) {
      newId = new NewId(field, prefix);
      return this;
    }

    Row<B> bringsNew() {
      bringsNew = true;
      return this;
    }

    Row<B> timeOfReport(String name) {
      timeOfReport = name;
      return this;
    }

    Row<B> amendedBy(FactKind other) {
      amendedBy = other;
      return this;
    }

    Row<B> feed(Feed to) {
      feed = to;
      return this;
    }

    Row<B> listed() {
      listed = true;
      return this;
    }

    Row<B> route(String path, String doc) {
      route = new Route(path, doc);
      return this;
    }

    Row<B> commands(String... names) {
      commands.addAll(List.of(names));
      return this;
    }

    /**
     * The finished row.
     *
     * @throws IllegalStateException if it names a field that the contract has not
     */
    FactDescriptor<B> descriptor() {
      Schema schema = SpecificData.get().getSchema(body);
      Check<? super B> check = form;
      if (check == null) {
        throw wrong("a form check", "none");
      }
      has(schema, idField, "the id");
      has(schema, newId == null ? null : newId.field(), "the new id");
      has(schema, timeOfReport, "the time of the report");
      has(schema, subject.field().isEmpty() ? null : subject.field(), "whose it is");
      String name = schema.getName();
      String fieldName = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
      Schema.Field holder = Fact.getClassSchema().getField(fieldName);
      if (holder == null) {
        throw wrong("a field " + fieldName + " of Fact for its body", "none");
      }
      return new FactDescriptor<>(
          kind,
          body,
          holder,
          check::check,
          Set.copyOf(offices),
          usualOffice,
          subject,
          Optional.ofNullable(idField),
          Optional.ofNullable(newId),
          bringsNew,
          Optional.ofNullable(timeOfReport),
          Optional.ofNullable(amendedBy),
          Optional.ofNullable(feed),
          listed,
          Optional.ofNullable(route),
          List.copyOf(commands));
    }

    private void has(Schema schema, @Nullable String name, String what) {
      if (name != null && schema.getField(name) == null) {
        throw wrong("a field of " + schema.getName() + " for " + what, name);
      }
    }

    private IllegalStateException wrong(String expected, String actual) {
      return new IllegalStateException(
          "expected " + expected + " in the row of " + kind + " in FactKinds, but " + actual);
    }
  }
}
