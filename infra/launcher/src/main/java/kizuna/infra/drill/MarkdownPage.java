package kizuna.infra.drill;

/** A page that is written from its first line to its last. */
final class MarkdownPage {

  private final StringBuilder out = new StringBuilder();

  /** A heading or a paragraph. */
  void line(String line) {
    out.append(line).append("\n\n");
  }

  /** A row of a table; {@link #end} ends it. */
  void row(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** An item of a list; {@link #end} ends it. */
  void item(String item) {
    out.append("- ").append(item).append('\n');
  }

  void end() {
    out.append('\n');
  }

  String page() {
    return out.toString().stripTrailing() + "\n";
  }
}
