package kizuna.streams.ledger.query;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Municipality;
import kizuna.schemas.text.EnglishName;
import kizuna.schemas.text.TextReader;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.model.DisasterEntry;
import kizuna.streams.ledger.model.LogMoment;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Municipalities and disasters, for the names in all rows: few rows, held in the heap as one
 * immutable copy of the database's.
 */
public final class ReferenceCache {

  public static final Comparator<DisasterEntry> LAST_STRUCK_FIRST =
      Comparator.comparing((DisasterEntry d) -> d.declared().getStruckAt())
          .reversed()
          .thenComparing(DisasterEntry::networkId)
          .thenComparing(d -> d.declared().getDisasterId());

  private static final Register DECLARATION = Register.DECLARATION;
  private static final Register DECLARED_BY = Register.DECLARED_BY;
  private static final Register JOINED = Register.JOINED_DISASTER;
  private static final Register MUNICIPALITY = Register.MUNICIPALITY;

  private final TreeMap<String, Municipality> municipalities;
  private final Map<String, String> search;
  private final Map<String, DisasterEntry> disasters;
  private final Map<String, String> joined;
  private final Map<String, String> foldedDisasters = new HashMap<>();

  private ReferenceCache(
      TreeMap<String, Municipality> municipalities,
      Map<String, String> search,
      Map<String, DisasterEntry> disasters,
      Map<String, String> joined) {
    this.municipalities = municipalities;
    this.search = search;
    this.disasters = disasters;
    this.joined = joined;
    disasters
        .values()
        .forEach(
            d ->
                foldedDisasters.put(
                    d.declared().getDisasterId(),
                    TextReader.fold(d.declared().getDisasterId() + "\n" + d.declared().getName())));
  }

  public static ReferenceCache load(ReadQuery reads) {
    return reads.read(
        sql -> {
          TreeMap<String, Municipality> municipalities = new TreeMap<>();
          Map<String, String> search = new HashMap<>();
          sql.select(MUNICIPALITY.text("code"), MUNICIPALITY.text("search"), MUNICIPALITY.avro())
              .from(MUNICIPALITY.table())
              .forEach(
                  r -> {
                    municipalities.put(r.value1(), AvroRows.MUNICIPALITY.decode(r.value3()));
                    search.put(r.value1(), r.value2());
                  });
          Map<String, String> joined = new TreeMap<>();
          sql.select(JOINED.text("key"), JOINED.text("goes_on_as"))
              .from(JOINED.table())
              .where(JOINED.text("source").eq("DISASTERS"))
              .forEach(r -> joined.put(r.value1(), r.value2()));
          return new ReferenceCache(municipalities, search, disasters(sql, null), joined);
        });
  }

  /** Disasters by key, now or at a moment. */
  public static Map<String, DisasterEntry> disasters(DSLContext sql, @Nullable LogMoment moment) {
    Map<String, DisasterEntry> then = new LinkedHashMap<>();
    for (Record r :
        sql.select(
                DECLARATION.text("network"),
                DECLARATION.text("key"),
                DECLARATION.avro(),
                DECLARATION.text("said_by"),
                DECLARATION.number("ended_on"),
                DECLARED_BY.number("sequence"))
            .from(DECLARATION.table())
            .leftJoin(DECLARED_BY.table())
            .on(DECLARED_BY.text("event_id").eq(DECLARATION.text("event_id")))
            .orderBy(DECLARATION.number("ordinal"))
            .fetch()) {
      String network = r.get(DECLARATION.text("network"));
      Long sequence = r.get(DECLARED_BY.number("sequence"));
      long at = sequence == null ? Long.MAX_VALUE : sequence;
      if (moment != null && at > moment.of(network)) {
        continue;
      }
      byte[] avro = r.get(DECLARATION.avro());
      Long endedOn = r.get(DECLARATION.number("ended_on"));
      if (avro == null) {
        then.remove(r.get(DECLARATION.text("key")));
      } else {
        then.put(
            r.get(DECLARATION.text("key")),
            new DisasterEntry(
                network,
                AvroRows.DISASTER.decode(avro),
                r.get(DECLARATION.text("said_by")),
                endedOn == null ? null : LocalDate.ofEpochDay(endedOn)));
      }
    }
    return then;
  }

  public List<Municipality> municipalities() {
    return List.copyOf(municipalities.values());
  }

  @Nullable Municipality municipality(String code) {
    return municipalities.get(code);
  }

  /** The search text of a municipality. */
  public String search(String code) {
    return search.getOrDefault(code, "");
  }

  public @Nullable DisasterEntry disaster(String key) {
    return disasters.get(key);
  }

  /** Active disasters, the last one first. */
  public List<DisasterEntry> disasters() {
    return disasters.values().stream().sorted(LAST_STRUCK_FIRST).toList();
  }

  /** Ids of the disasters with an id or name that contains a folded text. */
  public Set<String> disastersFound(String text) {
    return foldedDisasters.entrySet().stream()
        .filter(e -> e.getValue().contains(text))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** The id under which a disaster continues, in any network; its own if it was not joined. */
  @Nullable String disasterGoingOnAs(@Nullable String id) {
    if (id == null
        || disasters.values().stream().anyMatch(d -> d.declared().getDisasterId().equals(id))) {
      return id;
    }
    return joined.entrySet().stream()
        .filter(e -> e.getKey().endsWith("/" + id))
        .map(e -> e.getValue().substring(e.getValue().indexOf('/') + 1))
        .sorted()
        .findFirst()
        .orElse(id);
  }

  /** Names of municipalities and disasters in a language. */
  public PlaceNames names(Language language) {
    return new PlaceNames() {
      @Override
      public String municipality(String code) {
        Municipality m = municipalities.get(code);
        if (m == null) {
          return code;
        }
        return language == Language.EN ? EnglishName.of(m) : m.getName();
      }

      @Override
      public String disaster(String id) {
        String now = disasterGoingOnAs(id);
        return disasters.values().stream()
            .map(DisasterEntry::declared)
            .filter(d -> d.getDisasterId().equals(now))
            .findFirst()
            .map(DisasterDeclared::getName)
            .orElse(id);
      }
    };
  }
}
