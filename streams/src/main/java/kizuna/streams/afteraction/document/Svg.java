package kizuna.streams.afteraction.document;

import java.util.Locale;

/** Writes a picture as inline SVG. Lengths are in units of the picture's own grid. */
final class Svg {

  private final StringBuilder out = new StringBuilder();
  private final int width;
  private final int height;

  /**
   * @param label description of the picture for screen readers
   */
  Svg(int width, int height, String label) {
    this.width = width;
    this.height = height;
    out.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
            width,
            height,
            Html.escape(label)));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  Svg bar(String style, double x, double y, double w, double h) {
    if (w > 0 && h > 0) {
      out.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              style,
              x,
              y,
              w,
              h));
    }
    return this;
  }

  Svg shade(double opacity, double x, double y, double w, double h) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"missing\" fill-opacity=\"%.2f\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
                + " height=\"%.1f\"/>",
            opacity,
            x,
            y,
            w,
            h));
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            x1,
            y1,
            x2,
            y2));
    return this;
  }

  /** A text; {@code anchor} is start, middle or end. */
  Svg text(String anchor, double x, double y, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
            anchor,
            x,
            y,
            Html.escape(text)));
    return this;
  }

  /** A mark at a time, pointing down at its place. */
  Svg mark(String style, double x, double y, String title) {
    out.append(
        String.format(
            Locale.ROOT,
            "<path class=\"%s\" d=\"M%.1f %.1fl-4 -7h8z\"><title>%s</title></path>",
            style,
            x,
            y,
            Html.escape(title)));
    return this;
  }

  String end() {
    return out.append("</svg>").toString();
  }
}
