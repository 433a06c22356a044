package kizuna.infra.drill;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import kizuna.schemas.JapanTime;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.jspecify.annotations.Nullable;

/**
 * The text of a spreadsheet's cell. Excel stores a date as a number of days; only the format of the
 * cell distinguishes it from other numbers. A date is a time in Japan.
 */
final class CellText {

  /** Largest number that is a day: 31 December 9999. */
  private static final BigDecimal LAST_DAY = BigDecimal.valueOf(2_958_465);

  private static final BigDecimal MINUTES_OF_DAY = BigDecimal.valueOf(24 * 60);

  private CellText() {}

  /**
   * The text of a cell: a number without trailing zeros, a date as ISO 8601, a time without a date
   * as hours and minutes, a formula as its last result.
   */
  static String of(Cell cell) {
    if (!(cell.getValue() instanceof BigDecimal number)) {
      return cell.getText().strip();
    }
    boolean isTime = number.signum() >= 0 && number.compareTo(LAST_DAY) <= 0;
    return switch (isTime ? formatOf(cell) : NumberFormat.OTHER) {
      case DATE -> JapanTime.format(cell.asDate().atZone(JapanTime.ZONE).toInstant());
      case TIME -> hoursAndMinutes(number);
      case OTHER -> number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    };
  }

  private static String hoursAndMinutes(BigDecimal days) {
    long minutes = days.multiply(MINUTES_OF_DAY).setScale(0, RoundingMode.HALF_UP).longValueExact();
    return "%d:%02d".formatted(minutes / 60, minutes % 60);
  }

  /** Whether the cell contains an error value such as {@code #REF!}. */
  static boolean isError(Cell cell) {
    return cell.getType() == CellType.ERROR
        || cell.getType() == CellType.FORMULA && cell.getText().matches("#[A-Z/0]{2,7}[!?]?");
  }

  private enum NumberFormat {
    DATE,
    TIME,
    OTHER
  }

  /**
   * Formats 27 to 36 and 50 to 58 have no pattern in the file: they are built into Japanese Excel
   * (ECMA-376 part 1, 18.8.30).
   */
  private static NumberFormat formatOf(Cell cell) {
    Integer id = cell.getDataFormatId();
    if (id == null) {
      return NumberFormat.OTHER;
    }
    if (id == 32 || id == 33) {
      return NumberFormat.TIME;
    }
    if (id >= 27 && id <= 36 || id >= 50 && id <= 58) {
      return NumberFormat.DATE;
    }
    return formatOf(cell.getDataFormatString());
  }

  private static NumberFormat formatOf(@Nullable String pattern) {
    if (pattern == null) {
      return NumberFormat.OTHER;
    }
    // Text in quotes, escaped characters and brackets such as [Red] and [$-411] are no time; [h]
    // is.
    String letters =
        pattern
            .toLowerCase(Locale.ROOT)
            .replaceAll("\"[^\"]*\"|\\\\.|_.|\\*.|general", "")
            .replaceAll("\\[(?!h+]|m+]|s+])[^]]*]", "");
    if (letters.contains("y") || letters.contains("d")) {
      return NumberFormat.DATE;
    }
    return letters.contains("h") || letters.contains("s") ? NumberFormat.TIME : NumberFormat.OTHER;
  }
}
