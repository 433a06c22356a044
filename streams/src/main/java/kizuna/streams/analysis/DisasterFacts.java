package kizuna.streams.analysis;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kizuna.facts.AidRequested;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.OverrideMade;
import kizuna.facts.StaffOffered;
import kizuna.schemas.form.FactForm;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one disaster in a log: its own and those of no disaster, such as agreements.
 * Disasters joined into it are part of it. Dispatches of the same people to other disasters are
 * left out, so decisions can differ from those of the whole log.
 */
public final class DisasterFacts implements FactChange {

  /** The disaster is not declared. */
  public static final class NotDeclared extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient Set<String> declared;

    NotDeclared(String disasterId, Set<String> declared) {
      super(
          "expected a disaster that was declared ("
              + String.join(", ", declared)
              + "), but "
              + disasterId);
      this.declared = Set.copyOf(declared);
    }

    /** Ids of declared disasters. */
    public TreeSet<String> declared() {
      return new TreeSet<>(declared);
    }
  }

  private final Set<String> ids;
  private final Set<String> movedIntoDisaster;
  private final Set<String> elsewhere = new HashSet<>();

  private DisasterFacts(Set<String> ids, Set<String> movedIntoDisaster) {
    this.ids = ids;
    this.movedIntoDisaster = movedIntoDisaster;
  }

  /**
   * The facts of a disaster, as a change of the log.
   *
   * @param log read once to its end
   * @throws NotDeclared if it is not declared
   */
  public static DisasterFacts of(String disasterId, Iterator<Fact> log) {
    Set<String> declared = new TreeSet<>();
    Map<String, String> into = new HashMap<>();
    Map<String, String> moved = new HashMap<>();
    while (log.hasNext()) {
      Fact fact = log.next();
      if (fact.getDisasterDeclared() != null) {
        declared.add(fact.getDisasterDeclared().getDisasterId());
      } else if (fact.getDisastersJoined() != null) {
        into.putIfAbsent(
            fact.getDisastersJoined().getDisasterId(), fact.getDisastersJoined().getInto());
      } else if (fact.getAidRequestAmended() != null
          && fact.getAidRequestAmended().getDisasterId() != null) {
        moved.put(
            fact.getAidRequestAmended().getRequestId(),
            fact.getAidRequestAmended().getDisasterId());
      }
    }
    if (!declared.contains(disasterId)) {
      throw new NotDeclared(disasterId, declared);
    }
    Set<String> ids = new TreeSet<>(Set.of(disasterId));
    int before;
    do {
      before = ids.size();
      into.forEach(
          (from, goesOn) -> {
            if (ids.contains(goesOn) || ids.contains(from)) {
              ids.add(from);
              ids.add(goesOn);
            }
          });
    } while (ids.size() > before);
    Set<String> movedIntoDisaster = new HashSet<>();
    moved.forEach(
        (request, to) -> {
          if (ids.contains(to)) {
            movedIntoDisaster.add(request);
          }
        });
    return new DisasterFacts(ids, movedIntoDisaster);
  }

  @Override
  public List<Fact> apply(Fact fact) {
    return isElsewhere(FactForm.bodyOf(fact)) ? List.of() : List.of(fact);
  }

  private boolean isElsewhere(SpecificRecordBase body) {
    if (body instanceof AidRequested asked) {
      return isOut("r/" + asked.getRequestId(), isOther(asked.getDisasterId()))
          && !movedIntoDisaster.contains(asked.getRequestId());
    } else if (body instanceof StaffOffered offered) {
      boolean other =
          (offered.getDisasterId() != null && isOther(offered.getDisasterId()))
              || elsewhere.contains("r/" + offered.getAnswersRequestId());
      return isOut("o/" + offered.getOfferId(), other);
    } else if (body instanceof OverrideMade made) {
      return isOut("v/" + made.getOverrideId(), elsewhere.contains("r/" + made.getRequestId()));
    }
    String disaster = text(body, "disasterId");
    if (disaster != null && isOther(disaster)) {
      return true;
    }
    return elsewhere.contains("r/" + request(body))
        || elsewhere.contains("o/" + text(body, "offerId"))
        || elsewhere.contains("v/" + text(body, "overrideId"));
  }

  private boolean isOther(String disaster) {
    return !ids.contains(disaster);
  }

  private boolean isOut(String key, boolean out) {
    if (out && !movedIntoDisaster.contains(key.substring(2))) {
      elsewhere.add(key);
    }
    return out;
  }

  /** The request in a body, or that of the dispatch in it. */
  private static @Nullable String request(SpecificRecordBase body) {
    Schema.Field field = body.getSchema().getField("dispatch");
    if (field != null && body.get(field.pos()) instanceof DispatchReference dispatch) {
      String id = dispatch.getDispatchId();
      // The id of a dispatch consists of its request and a number.
      return id == null ? dispatch.getRequestId() : id.replaceFirst("-[0-9]+$", "");
    }
    return text(body, "requestId");
  }

  private static @Nullable String text(SpecificRecordBase body, String name) {
    Schema.Field field = body.getSchema().getField(name);
    return field != null && body.get(field.pos()) instanceof String text ? text : null;
  }
}
