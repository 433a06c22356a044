package kizuna.streams.api.drill;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.drills.DrillStarted;
import kizuna.edge.ApiException;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.drill.History;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.RunNames;
import kizuna.streams.afteraction.document.ReportComparison;
import kizuna.streams.afteraction.document.ReportDocument;
import kizuna.streams.afteraction.document.ReportLink;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.drills.RunReader;
import kizuna.streams.explain.MessageCatalog;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The after-action report (検証報告書) of a drill's run, as a page and as a bundle of tables. */
@RestController
final class ReportController {

  /** The page contains its own style and loads nothing. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final int RETRY_AFTER_SECONDS = 5;

  /** Most other runs that the page offers to compare with. */
  private static final int MAX_OFFERED = 12;

  /** After this time the page shows the progress and reloads itself. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

  /** Tables are a file: the request waits for them. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final int ASKS_AGAIN_SECONDS = 2;

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReportMaker maker;

  ReportController(Localizations localizations, ProjectionResolver resolver, RunRecords records) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.maker = new ReportMaker(records);
  }

  @GetMapping("/api/report")
  void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Asked asked = new Asked(new QueryParameters(request, localizations));
    Optional<Read> read = read(asked, LONGEST_SILENCE);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, asked.parameters.language().tag());
    response.setHeader("Content-Security-Policy", POLICY);
    if (read.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      response.setHeader("Refresh", String.valueOf(ASKS_AGAIN_SECONDS));
      response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(ASKS_AGAIN_SECONDS));
    }
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    if (read.isPresent()) {
      read.get().document.writePage(out, links(asked, read.get().retellsHistory));
    } else {
      ReportMaker.Progress progress = maker.progress();
      ReportDocument.writeWaiting(
          MessageCatalog.ofReports(asked.parameters.language()),
          asked.run.drillId(),
          progress.read(),
          progress.all(),
          progress.percent(),
          out);
    }
    out.flush();
  }

  @GetMapping("/api/report.zip")
  void bundle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Asked asked = new Asked(new QueryParameters(request, localizations));
    Read read = read(asked, LONGEST_WAIT).orElseThrow(ReportController::busy);
    response.setContentType("application/zip");
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, asked.parameters.language().tag());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment()
            .filename("report-" + asked.run.drillId() + ".zip")
            .build()
            .toString());
    read.document.writeBundle(response.getOutputStream());
  }

  /** A requested report: the run, and the runs to compare it with. */
  private final class Asked {
    private final QueryParameters parameters;
    private final List<String> compared;
    private final Namespace run;

    Asked(QueryParameters parameters) {
      this.parameters = parameters;
      this.compared = parameters.list("compare", ReportComparison.MAX_DRILLS + 1);
      this.run = resolver.resolve(parameters).namespace();
      if (!run.isDrill()) {
        throw ApiException.of(
            ProblemType.NO_SUCH_PAGE,
            parameters.words(),
            "error.page",
            parameters.request().getRequestURI());
      }
    }

    /** The address of the same report with a comparison added or removed. */
    private String with(String path, String other) {
      List<String> all = new ArrayList<>(compared);
      if (!all.remove(other) && !other.isEmpty()) {
        all.add(other);
      }
      return path
          + "?drill="
          + run.drillId()
          + "&lang="
          + parameters.language().tag()
          + (all.isEmpty() ? "" : "&compare=" + String.join(",", all));
    }
  }

  /**
   * @param retellsHistory whether historical figures exist for the run's drill
   */
  private record Read(ReportDocument document, boolean retellsHistory) {}

  /** Empty: a required run is not read yet. */
  private Optional<Read> read(Asked asked, Duration longest) throws IOException {
    Optional<ReportMaker.Made> made = made(asked, asked.run, longest);
    if (made.isEmpty()) {
      return Optional.empty();
    }
    AfterActionReport report = report(asked, asked.run, made.get());
    Optional<String> told =
        report.course().started().map(DrillStarted::getHistory).filter(text -> !text.isEmpty());
    return comparison(asked, report, told, longest)
        .map(
            comparison ->
                new Read(
                    new ReportDocument(
                        report,
                        comparison,
                        MessageCatalog.ofReports(asked.parameters.language()),
                        new RunNames(made.get().names(), asked.parameters.language())),
                    told.isPresent()));
  }

  private Optional<ReportMaker.Made> made(Asked asked, Namespace run, Duration longest) {
    try {
      return ReportMaker.await(maker.of(run).orElseThrow(ReportController::busy), longest);
    } catch (RunReader.TooLarge e) {
      throw ApiException.of(
          ProblemType.QUESTION_TOO_LARGE,
          asked.parameters.words(),
          "error.report.large",
          run.drillId(),
          e.facts(),
          e.most());
    }
  }

  private static ApiException busy() {
    return new ApiException(ProblemType.READS_BUSY).retryAfter(RETRY_AFTER_SECONDS);
  }

  private static AfterActionReport report(Asked asked, Namespace run, ReportMaker.Made made) {
    return made.report()
        .orElseThrow(
            () ->
                ApiException.of(
                        ProblemType.NOT_DECIDED,
                        asked.parameters.words(),
                        "error.report.empty",
                        run.drillId())
                    .retryAfter(RETRY_AFTER_SECONDS));
  }

  private Optional<ReportComparison> comparison(
      Asked asked, AfterActionReport report, Optional<String> told, Duration longest) {
    List<ReportComparison.Drill> drills = new ArrayList<>();
    List<ReportComparison.History> history = List.of();
    for (String other : asked.compared) {
      if (other.equals(ReportComparison.HISTORY)) {
        history =
            ReportComparison.history(
                History.of(
                    told.orElseThrow(
                        () ->
                            ApiException.of(
                                ProblemType.BAD_PARAMETER,
                                asked.parameters.words(),
                                "error.report.history",
                                asked.run.drillId()))),
                report,
                asked.parameters.language());
      } else if (drills.size() == ReportComparison.MAX_DRILLS || !runs().contains(other)) {
        throw ApiException.of(
            ProblemType.NO_SUCH_DRILL, asked.parameters.words(), "error.namespace", other);
      } else {
        Namespace earlier = Namespace.drill(other);
        Optional<ReportMaker.Made> made = made(asked, earlier, longest);
        if (made.isEmpty()) {
          return Optional.empty();
        }
        drills.add(new ReportComparison.Drill(other, report(asked, earlier, made.get()).figures()));
      }
    }
    return Optional.of(new ReportComparison(drills, history));
  }

  private Set<String> runs() {
    return resolver.projections().drills().stream()
        .map(Namespace::drillId)
        .collect(Collectors.toSet());
  }

  /** Available comparisons, those with runs of the same drill first; then the tables. */
  private List<ReportLink> links(Asked asked, boolean retellsHistory) {
    MessageCatalog words = MessageCatalog.ofReports(asked.parameters.language());
    List<ReportLink> links = new ArrayList<>();
    if (retellsHistory) {
      links.add(link(asked, ReportComparison.HISTORY, words.text("report.compare.history")));
    }
    boolean full =
        asked.compared.stream().filter(c -> !c.equals(ReportComparison.HISTORY)).count()
            == ReportComparison.MAX_DRILLS;
    String own = asked.run.drillId();
    String drill = own.replaceFirst("-\\d{1,9}$", "-");
    runs().stream()
        .filter(r -> !r.equals(own) && (!full || asked.compared.contains(r)))
        .sorted(
            Comparator.comparing((String r) -> !r.startsWith(drill))
                .thenComparing(Comparator.reverseOrder()))
        .limit(MAX_OFFERED)
        .forEach(r -> links.add(link(asked, r, words.sentence("report.compare.run", r))));
    links.add(new ReportLink(words.text("report.bundle"), asked.with("report.zip", ""), false));
    return links;
  }

  private static ReportLink link(Asked asked, String other, String text) {
    return new ReportLink(text, asked.with("report", other), asked.compared.contains(other));
  }
}
