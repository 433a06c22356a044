package kizuna.seeds.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import kizuna.seeds.ReferenceData;

/**
 * A joint drill (共同訓練): its networks, the facts of its log in order, and the expected result.
 *
 * @param log the facts of the file, without the reference data that they begin with
 * @param expected empty for a drill without a worked-out result
 */
public record Drill(
    String id,
    String titleJa,
    String titleEn,
    List<DrillNetwork> networks,
    List<Fact> log,
    Optional<Expected> expected)
    implements DrillOutline {

  private static final Pattern CODE = Pattern.compile("\"([0-9]{6})\"");

  public Drill {
    networks = List.copyOf(networks);
    log = List.copyOf(log);
  }

  @Override
  public Instant start() {
    return log.get(0).getRecordedAt();
  }

  @Override
  public Instant end() {
    return log.get(log.size() - 1).getRecordedAt();
  }

  /**
   * All facts in order: for each network the reference data that it needs, then the log. A log that
   * forms its networks itself has all of it.
   */
  public List<Fact> facts() {
    if (log.get(0).getKind() == FactKind.NETWORK_FORMED) {
      return log;
    }
    List<Fact> facts = new ArrayList<>();
    for (DrillNetwork network : networks) {
      facts.addAll(
          ReferenceData.forDrill(
              id,
              network.id(),
              network.name(),
              network.tier(),
              network.lenders(),
              namedBodies(network),
              start()));
    }
    facts.addAll(log);
    return List.copyOf(facts);
  }

  /** Codes in any field of the network's facts. */
  private Set<String> namedBodies(DrillNetwork network) {
    Set<String> codes = new TreeSet<>();
    for (Fact fact : log) {
      if (fact.getNetworkId().equals(network.id())) {
        Matcher m = CODE.matcher(AvroJson.write(FactForm.bodyOf(fact)).toString());
        while (m.find()) {
          codes.add(m.group(1));
        }
        codes.add(fact.getReporter().getBody());
      }
    }
    return codes;
  }
}
