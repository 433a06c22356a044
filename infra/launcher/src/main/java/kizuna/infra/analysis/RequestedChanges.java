package kizuna.infra.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.facts.NetworkTermsChanged;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.UserError;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.DrillLog;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.streams.analysis.FactChange;
import kizuna.streams.analysis.LogChanges;
import kizuna.streams.analysis.LogQuestion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the changes that the options of {@code what-if} name; rejects ids that the log lacks. */
final class RequestedChanges {

  private static final int MAX_PERSONS = 1_000;

  /** Ids that a message names. */
  private static final int MAX_NAMED = 30;

  private static final Pattern WITHOUT =
      Pattern.compile("\\s*\\{\\s*\"without\"\\s*:\\s*\"([0-9A-Fa-f-]{36})\"\\s*}\\s*");

  private final CommandMessages say;
  private final LogQuestion.Log log;
  private final Set<String> agreements = new TreeSet<>();
  private final Set<String> lenders = new TreeSet<>();
  private final List<DrillNetwork> networks = new ArrayList<>();

  RequestedChanges(CommandMessages say, LogQuestion.Log log) {
    this.say = say;
    this.log = log;
  }

  List<Supplier<FactChange>> of(
      List<String> confirm,
      List<String> without,
      List<String> agree,
      List<String> capacity,
      List<String> terms,
      @Nullable Path change) {
    if (confirm.isEmpty()
        && without.isEmpty()
        && agree.isEmpty()
        && capacity.isEmpty()
        && terms.isEmpty()
        && change == null) {
      return List.of();
    }
    read();
    List<Supplier<FactChange>> changes = new ArrayList<>();
    if (change != null) {
      changes.add(file(change));
    }
    for (String id : without) {
      agreement(id);
      changes.add(() -> LogChanges.without(id));
    }
    for (String pair : agree) {
      String[] sides = sides(pair, ":", "LENDER:RECEIVER");
      lender(sides[0]);
      receiver(sides[1]);
      changes.add(() -> LogChanges.agreed(sides[0], sides[1]));
    }
    for (String text : capacity) {
      String[] sides = sides(text, "=", "LENDER=PERSONS");
      lender(sides[0]);
      int persons = persons(sides[1]);
      changes.add(() -> LogChanges.capacity(sides[0], persons));
    }
    if (!terms.isEmpty()) {
      NetworkTermsChanged changed = terms(terms);
      changes.add(() -> LogChanges.terms(changed));
    }
    for (String id : confirm) {
      agreement(id);
      changes.add(() -> LogChanges.confirmed(id));
    }
    return changes;
  }

  private void read() {
    for (Iterator<Fact> facts = log.open(); facts.hasNext(); ) {
      Fact fact = facts.next();
      if (fact.getAgreementSigned() != null) {
        agreements.add(fact.getAgreementSigned().getAgreementId());
      } else if (fact.getNetworkFormed() != null) {
        lenders.addAll(fact.getNetworkFormed().getLenders());
        networks.add(
            new DrillNetwork(
                fact.getNetworkId(),
                fact.getNetworkFormed().getName(),
                fact.getNetworkFormed().getTier(),
                fact.getNetworkFormed().getLenders()));
      } else if (fact.getLenderJoined() != null) {
        lenders.add(fact.getLenderJoined().getLender());
      }
    }
  }

  private void agreement(String id) {
    if (!agreements.contains(id)) {
      throw new UserError(say.of("expected.agreement", id, some(agreements)));
    }
  }

  private void lender(String code) {
    if (!lenders.contains(code)) {
      throw new UserError(say.of("expected.lender", code, some(lenders)));
    }
  }

  private void receiver(String code) {
    if (ReferenceData.municipality(code).isEmpty()) {
      throw new UserError(say.of("expected.receiver", code));
    }
  }

  private String some(Set<String> known) {
    String named = known.stream().limit(MAX_NAMED).collect(say.listed());
    return known.size() > MAX_NAMED
        ? say.text("named.more", named, known.size() - MAX_NAMED)
        : named;
  }

  private String[] sides(String text, String by, String form) {
    String[] sides = TextReader.narrow(text).split(by, -1);
    if (sides.length != 2) {
      throw new UserError(say.of("expected.form", form, text));
    }
    return sides;
  }

  private int persons(String text) {
    int persons = TextReader.number(text).orElse(0);
    if (persons < 1 || persons > MAX_PERSONS) {
      throw new UserError(say.of("expected.persons", MAX_PERSONS, text));
    }
    return persons;
  }

  private NetworkTermsChanged terms(List<String> terms) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (String term : terms) {
      String[] sides = sides(term, "=", "TERM=VALUE");
      if (TextReader.number(sides[1]).isPresent()) {
        json.put(sides[0], TextReader.number(sides[1]).getAsInt());
      } else {
        json.put(sides[0], sides[1]);
      }
    }
    try {
      return (NetworkTermsChanged) FactForm.body(FactKind.NETWORK_TERMS_CHANGED, json);
    } catch (FormErrors e) {
      throw new UserError(say.of("expected.terms", e), e);
    }
  }

  private Supplier<FactChange> file(Path path) {
    try {
      StringBuilder facts = new StringBuilder();
      Set<UUID> out = new HashSet<>();
      boolean any = false;
      for (String line : TextReader.file(path).split("\n", -1)) {
        Matcher without = WITHOUT.matcher(line);
        if (without.matches()) {
          out.add(UUID.fromString(without.group(1)));
          facts.append("//");
        } else {
          any |= !line.isBlank() && !line.strip().startsWith("//");
          facts.append(line);
        }
        facts.append('\n');
      }
      List<Fact> in =
          any ? DrillLog.read("what-if", networks, path.toString(), facts.toString()) : List.of();
      return () -> LogChanges.facts(in, fact -> out.contains(fact.getEventId()));
    } catch (IOException e) {
      throw new UserError(say.of("file.unreadable", path, FailureSentence.reason(e)), e);
    } catch (FileErrors e) {
      throw new UserError(e, e);
    }
  }
}
