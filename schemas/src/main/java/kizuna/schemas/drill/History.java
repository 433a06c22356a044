package kizuna.schemas.drill;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The historical events from the sources of a drill; each entry names its source.
 *
 * @param totals figures available only for a whole network
 */
public record History(List<Disaster> disasters, List<Pairing> pairings, List<Total> totals) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public History {
    disasters = List.copyOf(disasters);
    pairings = List.copyOf(pairings);
    totals = List.copyOf(totals);
  }

  /** The history of a {@code history.json}. */
  public static History of(String text) {
    return JSON.readValue(text, History.class);
  }

  /** The names of a disaster. */
  public record Disaster(String id, String nameJa, String nameEn) {}

  /**
   * One lender that sent staff to one receiver.
   *
   * @param firstDay empty where the source does not give it; the same for the others
   * @param personDays 延べ人数, as printed or as persons times days
   * @param heads people counted once, independent of their days
   * @param task the work that the figure counts; empty: all
   * @param sure A read on the page itself, B in the press or an excerpt, C one scrambled excerpt
   */
  public record Pairing(
      String disaster,
      String receiver,
      String lender,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      @Nullable Long personDays,
      @Nullable Long heads,
      @Nullable TaskType task,
      String source,
      String sure) {}

  /**
   * The total of a whole network.
   *
   * @param receiver the receiver of its help; empty: several
   */
  public record Total(
      String disaster,
      String network,
      @Nullable String receiver,
      @Nullable Long personDays,
      String source,
      String sure) {}
}
