package kizuna.streams.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.TreeMap;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.AvroJson;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.LedgerView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Which namespaces there are, each at a glance, and what the codes in them are called. */
@RestController
final class NamespacePages {

  private final Speech speech;
  private final Looking looking;

  NamespacePages(Speech speech, Looking looking) {
    this.speech = speech;
    this.looking = looking;
  }

  /** The live namespace and the drills, the newest first; which one a board should show. */
  @GetMapping("/api/namespaces")
  ObjectNode namespaces(HttpServletRequest request) {
    Asked asked = new Asked(request, speech);
    asked.check();
    LedgerProjection live = looking.projections().live();
    List<Namespace> drills = looking.projections().drills();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("namespaces");
    int disasters = live.view().disasters().size();
    list.add(
        Rows.answer(Namespace.LIVE).put("caughtUp", live.isCaughtUp()).put("disasters", disasters));
    drills.forEach(drill -> list.add(Rows.answer(drill)));
    Namespace suggested =
        disasters > 0 || drills.isEmpty() || !live.isCaughtUp() ? Namespace.LIVE : drills.get(0);
    return answer.put("suggested", suggested.name());
  }

  @GetMapping("/api/summary")
  ObjectNode summary(HttpServletRequest request) {
    Asked asked = new Asked(request, speech);
    LedgerProjection projection = looking.at(asked);
    LedgerView view = projection.view();
    Rows rows = new Rows(view, asked.words());
    ObjectNode answer = Rows.answer(projection.namespace());
    ArrayNode networks = answer.putArray("networks");
    view.networks().forEach(n -> networks.add(rows.network(n)));
    ArrayNode disasters = answer.putArray("disasters");
    view.disasters().forEach(d -> disasters.add(rows.disaster(d)));
    answer.put("deadLetters", view.deadLetters());
    answer.put("unreadable", view.unreadableRecords());
    return answer.put("lag", projection.lag());
  }

  @GetMapping("/api/municipalities")
  ObjectNode municipalities(HttpServletRequest request) {
    Asked asked = new Asked(request, speech);
    LedgerProjection projection = looking.at(asked);
    ObjectNode answer = Rows.answer(projection.namespace());
    ArrayNode rows = answer.putArray("rows");
    projection.view().municipalities().forEach(m -> rows.add(AvroJson.write(m)));
    return answer.put("total", rows.size());
  }

  /** Labels of all codes and the words of the board, in the caller's language. */
  @GetMapping("/api/words")
  ObjectNode words(HttpServletRequest request) {
    Asked asked = new Asked(request, speech);
    asked.check();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("language", asked.language().tag());
    ObjectNode texts = answer.putObject("words");
    new TreeMap<>(asked.words().all()).forEach(texts::put);
    return answer;
  }
}
