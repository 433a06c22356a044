package kizuna.streams.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.facts.Municipality;
import kizuna.schemas.text.TextReader;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/**
 * Finds lines of the ledger, requests and municipalities by what somebody typed: ids, codes, names
 * of municipalities with their readings, names of disasters. Several words must all be found; what
 * {@link TextReader#fold} makes the same is the same.
 */
public final class LedgerText implements Predicate<LedgerEntry> {

  private record Word(String text, Set<String> municipalities, Set<String> disasters) {
    boolean in(Municipality m) {
      return municipalities.contains(m.getCode()) || contains(m.getCode());
    }

    boolean in(RequestStatus r) {
      return municipalities.contains(r.getReceiver())
          || disasters.contains(r.getDisasterId())
          || contains(r.getRequestId())
          || contains(r.getPlace())
          || contains(r.getReceiver());
    }

    boolean in(LedgerEntry e) {
      return municipalities.contains(e.getLender())
          || municipalities.contains(e.getReceiver())
          || disasters.contains(e.getDisasterId())
          || contains(e.getDispatchId())
          || contains(e.getRequestId())
          || contains(e.getOfferId())
          || contains(e.getAgreementId())
          || contains(e.getLender())
          || contains(e.getReceiver());
    }

    private boolean contains(String id) {
      return TextReader.fold(id).contains(text);
    }
  }

  private final List<Word> words = new ArrayList<>();

  /** What finds this text, with the names as a view knows them now. */
  public LedgerText(String typed, LedgerView view) {
    for (String text : TextReader.fold(typed).strip().split("\\s+", -1)) {
      if (!text.isEmpty()) {
        words.add(word(text, view));
      }
    }
  }

  private static Word word(String text, LedgerView view) {
    Set<String> municipalities = new HashSet<>();
    for (Municipality m : view.municipalities()) {
      if (TextReader.fold(m.getName() + "\n" + m.getKana() + "\n" + m.getRomaji()).contains(text)) {
        municipalities.add(m.getCode());
      }
    }
    Set<String> disasters = new HashSet<>();
    for (LedgerView.Disaster d : view.disasters()) {
      if (TextReader.fold(d.declared().getDisasterId() + "\n" + d.declared().getName())
          .contains(text)) {
        disasters.add(d.declared().getDisasterId());
      }
    }
    return new Word(text, municipalities, disasters);
  }

  @Override
  public boolean test(LedgerEntry e) {
    return words.stream().allMatch(w -> w.in(e));
  }

  /** Whether a request is meant: by its id, place, receiver or disaster. */
  public boolean finds(RequestStatus request) {
    return words.stream().allMatch(w -> w.in(request));
  }

  /** Whether a municipality is meant: by its name, reading or code. */
  public boolean finds(Municipality municipality) {
    return words.stream().allMatch(w -> w.in(municipality));
  }
}
