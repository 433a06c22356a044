package kizuna.streams.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.decisions.Explanation;
import kizuna.decisions.Rearrangement;

/** Proposals that were moved to fill more; several moves of one proposal become one sentence. */
final class RearrangementText {

  private final Localization localization;
  private final MessageCatalog words;
  private final DispatchLookup dispatches;

  RearrangementText(Localization localization, DispatchLookup dispatches) {
    this.localization = localization;
    this.words = localization.words();
    this.dispatches = dispatches;
  }

  /** One sentence for each moved proposal, and a last one that no confirmed dispatch was moved. */
  List<String> rearranged(Explanation e) {
    Map<String, Rearrangement> byDispatch = new LinkedHashMap<>();
    e.getRearrangements().forEach(r -> byDispatch.put(r.getDispatchId(), r));
    Set<String> between =
        e.getRearrangements().stream()
            .flatMap(r -> r.getReplacedBy().stream())
            .collect(Collectors.toSet());
    List<String> moves = new ArrayList<>();
    for (Rearrangement r : byDispatch.values()) {
      if (!between.contains(r.getDispatchId())) {
        Set<String> forRequests = new LinkedHashSet<>();
        List<String> last = new ArrayList<>();
        follow(r, byDispatch, forRequests, last);
        moves.add(rearranged(e, r, forRequests, last));
      }
    }
    if (!moves.isEmpty()) {
      moves.add(words.text("why.moved.confirmed"));
    }
    return moves;
  }

  /** Follows a chain of replacements to the dispatches at its end. */
  private static void follow(
      Rearrangement r,
      Map<String, Rearrangement> byDispatch,
      Set<String> forRequests,
      List<String> last) {
    forRequests.add(r.getForRequestId());
    for (String id : r.getReplacedBy()) {
      Rearrangement next = byDispatch.get(id);
      if (next == null) {
        last.add(id);
      } else {
        follow(next, byDispatch, forRequests, last);
      }
    }
  }

  private String rearranged(
      Explanation e, Rearrangement r, Set<String> forRequests, List<String> replacements) {
    String what =
        dispatches
            .dispatch(r.getDispatchId())
            .map(
                d ->
                    words.sentence(
                        "why.moved.what",
                        d.getDispatchId(),
                        localization.days(d.getFirstDay(), d.getPlannedLastDay()),
                        d.getHeadCount()))
            .orElse(r.getDispatchId());
    boolean gained = !r.getRequestId().equals(e.getRequestId());
    return localization.sentences(
        Stream.of(
            words.sentence(
                gained ? "why.moved.for" : "why.moved.from",
                localization.named(r.getLender()),
                gained ? r.getRequestId() : localization.ids(List.copyOf(forRequests)),
                what),
            replacements.isEmpty()
                ? words.text("why.moved.taken")
                : words.sentence(
                    "why.moved.replaced",
                    replacements.stream()
                        .map(this::replacements)
                        .collect(Collectors.joining(words.text("why.histogram.separator"))),
                    replacements.size())));
  }

  private String replacements(String dispatchId) {
    return dispatches
        .dispatch(dispatchId)
        .map(
            d ->
                words.sentence(
                    "why.moved.by",
                    dispatchId,
                    localization.named(d.getLender()),
                    localization.days(d.getFirstDay(), d.getPlannedLastDay()),
                    d.getHeadCount()))
        .orElse(dispatchId);
  }
}
