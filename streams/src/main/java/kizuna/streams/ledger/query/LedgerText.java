package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.position;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.facts.Municipality;
import kizuna.schemas.text.TextReader;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.database.Tables.Requests;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * Finds lines of the ledger, requests and municipalities by a search text: ids, codes, names of
 * municipalities with their readings, names of disasters. All words must match; compares texts
 * folded by {@link TextReader#fold}.
 */
public final class LedgerText {

  /** Further words are ignored. */
  private static final int MAX_WORDS = 12;

  private record Word(String text, Set<String> municipalities, Set<String> disasters) {
    public Condition in(Field<String> search) {
      return position(search, text).gt(0);
    }
  }

  private final List<Word> words = new ArrayList<>();

  /** A search for this text, with the current names of a view. */
  public LedgerText(String typed, LedgerView view) {
    ReferenceCache references = view.references();
    for (String text : TextReader.fold(typed).strip().split("\\s+", -1)) {
      if (!text.isEmpty() && words.size() < MAX_WORDS) {
        words.add(
            new Word(
                text,
                references.municipalities().stream()
                    .map(Municipality::getCode)
                    .filter(code -> references.search(code).contains(text))
                    .collect(Collectors.toSet()),
                references.disastersFound(text)));
      }
    }
  }

  public Condition ofDispatches() {
    Condition all = noCondition();
    for (Word w : words) {
      all =
          all.and(
              w.in(Dispatches.SEARCH)
                  .or(Dispatches.LENDER.in(w.municipalities()))
                  .or(Dispatches.RECEIVER.in(w.municipalities()))
                  .or(Dispatches.DISASTER.in(w.disasters())));
    }
    return all;
  }

  public Condition ofRequests() {
    Condition all = noCondition();
    for (Word w : words) {
      all =
          all.and(
              w.in(Requests.SEARCH)
                  .or(Requests.RECEIVER.in(w.municipalities()))
                  .or(Requests.DISASTER.in(w.disasters())));
    }
    return all;
  }

  /** Whether it matches a municipality by name, reading or code. */
  public boolean finds(Municipality municipality) {
    return words.stream().allMatch(w -> w.municipalities().contains(municipality.getCode()));
  }
}
