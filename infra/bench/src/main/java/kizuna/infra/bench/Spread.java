package kizuna.infra.bench;

import java.util.Collection;
import java.util.Locale;

/** Median, quartiles and extremes of the figures of several rounds. */
record Spread(
    double median, double least, double lowerQuartile, double upperQuartile, double most) {

  /**
   * @throws IllegalArgumentException if there are no figures
   */
  static Spread of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException(
          "expected figures of at least one round, but there are none");
    }
    double[] sorted = figures.stream().mapToDouble(f -> f).sorted().toArray();
    return new Spread(
        at(sorted, 0.5), sorted[0], at(sorted, 0.25), at(sorted, 0.75), sorted[sorted.length - 1]);
  }

  /** Between two figures in proportion. */
  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Median, least, quartiles and most. */
  String text(int digits) {
    String one = "%,." + digits + "f";
    return String.format(
        Locale.ROOT,
        one + "   (" + one + "; " + one + "–" + one + "; " + one + ")",
        median,
        least,
        lowerQuartile,
        upperQuartile,
        most);
  }
}
