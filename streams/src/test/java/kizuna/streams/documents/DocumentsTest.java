package kizuna.streams.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The documents name what exists, and the lists in them are complete. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsTest {

  private static final Pattern HAS_TESTS = Pattern.compile("@\\w*Test(Factory)?\\n");

  private static final int LONGEST_README = 10_000;
  private static final int LARGEST_IMAGE = 256 * 1024;

  private static final Pattern FENCE = Pattern.compile("(?ms)^\\s*```.*?^\\s*```");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");
  private static final Pattern FILE =
      Pattern.compile("[\\w.…*/-]+\\.(?:java|js|md|avdl|yml|properties|css|html|sh)");
  private static final Pattern QUALIFIED =
      Pattern.compile("(kizuna(?:\\.[a-z]\\w*)+)(?:\\.([A-Z]\\w*)(?:[.#](\\w+))?)?");
  private static final Pattern TYPE =
      Pattern.compile("([A-Z][a-z]\\w*)(?:[.#]([a-z]\\w*))?(?:\\(\\))?");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");
  private static final Pattern COMMAND =
      Pattern.compile("infra/kizuna ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
  private static final Pattern NAMED = Pattern.compile("name = \"([a-z-]+)\"");
  private static final Pattern OF_A_FACT =
      Pattern.compile("\\.commands\\(((?:\\s*\"[a-z-]+\",?)+)");
  private static final Pattern QUOTED = Pattern.compile("\"([a-z-]+)\"");
  private static final Pattern PROBLEM = Pattern.compile("(?m)^  ([A-Z_]+)\\(\\d{3},");
  private static final Pattern READ = Pattern.compile("@GetMapping\\(.*?\"(/api/[^\"]+)\".*\\)");
  private static final Pattern REPORT = Pattern.compile("\"(/api/[a-z{}/-]*[a-z}])\"");
  private static final Pattern MEMORY = Pattern.compile("(?m)^  [A-Z]+\\((\\d+, \\d+, \\d+)\\)");

  /** Words of other programs that look like types of ours. */
  private static final Set<String> NOT_TYPES = Set.of("Deprecation");

  private final Sources sources = Sources.all();
  private final Map<String, List<String>> types = types();

  @Test
  void theReadmeIsReadInTwoMinutes() {
    assertThat(sources.bytes("README.md")).isLessThanOrEqualTo(LONGEST_README);
    assertThat(sources.paths().stream().map(p -> p.replaceFirst("/.*", "")).distinct())
        .as("the top level is fixed")
        .allMatch(
            p ->
                p.startsWith(".")
                    || Set.of(
                            "pom.xml",
                            "README.md",
                            "streams",
                            "producers",
                            "schemas",
                            "infra",
                            "seeds")
                        .contains(p));
  }

  /** But those of .github, which GitHub shows by itself, and what a drill brings. */
  @Test
  void everyDocumentIsReachedFromTheReadme() {
    Set<String> reached = new HashSet<>();
    List<String> next = new ArrayList<>(List.of("README.md"));
    while (!next.isEmpty()) {
      String document = next.remove(next.size() - 1);
      if (reached.add(document)) {
        links(document).stream()
            .map(link -> target(document, link))
            .filter(target -> target.endsWith(".md") && sources.paths().contains(target))
            .forEach(next::add);
      }
    }
    assertThat(sources.documents())
        .filteredOn(
            d -> !d.startsWith(".github/") && !d.startsWith("seeds/src/") && !d.endsWith(".ja.md"))
        .isSubsetOf(reached);
  }

  @Test
  void everyLinkLeadsSomewhere() {
    Set<String> broken = new TreeSet<>();
    int checked = 0;
    for (String document : sources.documents()) {
      for (String link : links(document)) {
        checked++;
        String target = target(document, link);
        String file = target.isEmpty() ? document : target;
        boolean folder = sources.paths().stream().anyMatch(p -> p.startsWith(file + "/"));
        if (!folder && !sources.paths().contains(file)) {
          broken.add(document + ": " + link + ": no such file");
        } else if (link.contains("#")
            && file.endsWith(".md")
            && !anchors(file).contains(link.substring(link.indexOf('#') + 1))) {
          broken.add(document + ": " + link + ": no such heading");
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(checked).isGreaterThan(80);
  }

  @Test
  void picturesAreSmall() {
    assertThat(sources.matching(p -> p.startsWith(".github/images/")))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            p ->
                assertThat(Path.of("..", p).toFile().length())
                    .as(p)
                    .isLessThanOrEqualTo(LARGEST_IMAGE));
  }

  /** {@code FooTest#bar}, {@code Matcher.match}, {@code kizuna.streams.api}: all are there. */
  @Test
  void everyClassTestAndPackageExists() {
    Set<String> wrong = new TreeSet<>();
    int[] checked = {0};
    inCode(
        (document, code) -> {
          Matcher qualified = QUALIFIED.matcher(code);
          Matcher type = TYPE.matcher(code);
          boolean known = true;
          if (qualified.matches()) {
            checked[0]++;
            known =
                qualified.group(2) == null
                    ? isPackageOrLiteral(code)
                    : hasType(qualified.group(2), qualified.group(3))
                        && isPackageOrLiteral(qualified.group(1));
          } else if (type.matches() && !NOT_TYPES.contains(code)) {
            checked[0]++;
            known = hasType(type.group(1), type.group(2));
          }
          if (!known) {
            wrong.add(document + ": " + code);
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(checked[0]).isGreaterThan(150);
  }

  @Test
  void everyFileExists() {
    Set<String> wrong = new TreeSet<>();
    int[] checked = {0};
    inCode(
        (document, code) -> {
          if (FILE.matcher(code).matches() && !code.matches("(data|target|logs)/.*")) {
            checked[0]++;
            Pattern path =
                Pattern.compile(
                    "(.*/)?"
                        + Stream.of(code.replaceFirst("^/", "").split("[…*]", -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*")));
            if (sources.paths().stream().noneMatch(p -> path.matcher(p).matches())) {
              wrong.add(document + ": " + code);
            }
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(checked[0]).isGreaterThan(40);
  }

  @Test
  void everyCommandAndOptionExists() {
    Set<String> names =
        sources.find(sources.mainSources(), NAMED).map(m -> m.group(1)).collect(Collectors.toSet());
    sources
        .find(sources.mainSources(), OF_A_FACT)
        .flatMap(m -> QUOTED.matcher(m.group(1)).results())
        .forEach(m -> names.add(m.group(1)));
    names.addAll(Set.of("test", "pages", "images", "compose", "reproduce")); // of the script alone
    Set<String> ofEveryCommand = Set.of("--help", "--version");
    String code =
        sources.mainSources().stream().map(sources::text).collect(Collectors.joining("\n"));
    Set<String> wrong = new TreeSet<>();
    int checked = 0;
    for (String document : sources.documents()) {
      for (String line : sources.text(document).split("\n", -1)) {
        Matcher command = COMMAND.matcher(line);
        while (command.find()) {
          checked++;
          if (!names.contains(command.group(1))) {
            wrong.add(document + ": " + command.group());
          }
          boolean nested = Set.of("drill", "bench").contains(command.group(1));
          if (nested && command.group(2) != null && !names.contains(command.group(2))) {
            wrong.add(document + ": " + command.group());
          }
        }
        if (line.contains("infra/kizuna ")) {
          // Of each command on the line what stands before the next mark of code.
          for (String part : line.split("infra/kizuna ", -1)) {
            if (part.startsWith("compose ")) {
              continue; // It takes the options of docker-compose.
            }
            Matcher option = OPTION.matcher(part.split("[`|]", -1)[0]);
            while (option.find()) {
              if (!ofEveryCommand.contains(option.group())
                  && !code.contains("\"" + option.group() + "\"")) {
                wrong.add(document + ": " + option.group());
              }
            }
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThan(30);
  }

  @Test
  void everyGuaranteeIsListed() {
    String guarantees = sources.text("streams/GUARANTEES.md");

    assertThat(
            sources.matching(p -> p.contains("/guarantees/") && p.endsWith(".java")).stream()
                .filter(p -> HAS_TESTS.matcher(sources.text(p)).find())
                .map(DocumentsTest::simpleName))
        .hasSizeGreaterThan(15)
        .allSatisfy(name -> assertThat(guarantees).contains("`" + name + "`"));
  }

  @Test
  void theContractListsEveryTopicProblemAndPath() {
    String contract = sources.text("producers/API.md");
    Topics live = Topics.of(Namespace.LIVE);

    assertThat(live.all())
        .extracting(t -> t.name().substring(live.namespace().prefix().length()))
        .allSatisfy(topic -> assertThat(contract).contains("`" + topic + "`"));
    assertThat(contract).contains(Topics.DRILLS.name());

    assertThat(sources.find(List.of(sources.javaFile("ProblemType")), PROBLEM))
        .hasSizeGreaterThan(50)
        .extracting(m -> m.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
        .allSatisfy(code -> assertThat(contract).contains("`" + code + "`"));

    List<String> doors =
        sources.matching(
            p ->
                p.matches("(producers|schemas)/.*src/main/java/.*\\.java") && !p.contains("/cli/"));
    assertThat(
            Stream.concat(sources.find(sources.mainSources(), READ), sources.find(doors, REPORT))
                .map(m -> m.group(1))
                .distinct())
        .hasSizeGreaterThan(60)
        .allSatisfy(path -> assertThat(isListed(contract, path)).as(path).isTrue());
  }

  /** The memory of each part is the code's. */
  @Test
  void operationsTellTheMemoryOfEachPart() {
    assertThat(sources.find(List.of(sources.javaFile("MemoryBudget")), MEMORY))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            m ->
                assertThat(sources.text("infra/OPERATIONS.md")).contains("| " + m.group(1) + " |"));
  }

  /** Whole, or as {@code …/end} after another one of the same thing. */
  private static boolean isListed(String contract, String path) {
    if (contract.contains("`" + path + "`")) {
      return true;
    }
    String act = path.substring(path.lastIndexOf('/'));
    String thing = path.substring(0, path.indexOf('/', "/api/".length()) + 1);
    return contract
        .lines()
        .anyMatch(line -> line.contains("`" + thing) && line.contains("`…" + act + "`"));
  }

  private static String simpleName(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
  }

  private boolean hasType(String type, String member) {
    List<String> files = types.getOrDefault(type, List.of());
    Pattern word = Pattern.compile("\\b" + (member == null ? "" : member + "\\b"));
    return files.stream().anyMatch(p -> word.matcher(sources.text(p)).find());
  }

  /** The files that declare a type, by its simple name; generated ones by their Avro IDL. */
  private Map<String, List<String>> types() {
    Map<String, List<String>> declared = new HashMap<>();
    for (String path : sources.matching(p -> p.endsWith(".java") || p.endsWith(".avdl"))) {
      DECLARED
          .matcher(sources.text(path))
          .results()
          .forEach(m -> declared.computeIfAbsent(m.group(1), n -> new ArrayList<>()).add(path));
    }
    return declared;
  }

  /** A package, a topic, or a name that stands in the code as text. */
  private boolean isPackageOrLiteral(String name) {
    String folder = "/" + name.replace('.', '/') + "/";
    return sources.paths().stream().anyMatch(p -> p.contains(folder))
        || name.startsWith("kizuna.live")
        || name.startsWith("kizuna.drill")
        || Set.of(
                "kizuna.facts",
                "kizuna.codes",
                "kizuna.states",
                "kizuna.decisions",
                "kizuna.drills")
            .contains(name)
        || sources.mainSources().stream().anyMatch(p -> sources.text(p).contains(name));
  }

  private void inCode(BiConsumer<String, String> check) {
    for (String document : sources.documents()) {
      CODE.matcher(prose(document)).results().forEach(m -> check.accept(document, m.group(1)));
    }
  }

  private List<String> links(String document) {
    return LINK.matcher(CODE.matcher(prose(document)).replaceAll("code"))
        .results()
        .map(m -> m.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  /** Without its blocks of code. */
  private String prose(String document) {
    return FENCE.matcher(sources.text(document)).replaceAll("");
  }

  /** The path of a link's file in the repository; empty where it stays in its document. */
  private static String target(String document, String link) {
    String file = link.replaceFirst("#.*", "");
    if (file.isEmpty()) {
      return "";
    }
    Path folder = Path.of("/" + document).getParent();
    return folder.resolve(file).normalize().toString().substring(1).replace('\\', '/');
  }

  /** As GitHub makes them of headings. */
  private Set<String> anchors(String document) {
    Set<String> anchors = new HashSet<>();
    for (MatchResult heading : HEADING.matcher(prose(document)).results().toList()) {
      String slug =
          heading
              .group(1)
              .replaceAll("[`*]|<[^>]*>|\\]\\([^)]*\\)", "")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      String free = slug;
      for (int again = 1; !anchors.add(free); again++) {
        free = slug + "-" + again;
      }
    }
    ANCHOR.matcher(prose(document)).results().forEach(m -> anchors.add(m.group(1)));
    return anchors;
  }
}
