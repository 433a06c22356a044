package kizuna.streams.api.drill;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import kizuna.edge.ApiException;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.afteraction.RunNames;
import kizuna.streams.afteraction.document.ReportComparison;
import kizuna.streams.afteraction.document.ReportDocument;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.explain.MessageCatalog;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The after-action report (検証報告書) of a drill's run, as a page and as a bundle of tables. */
@RestController
final class ReportController {

  /** The page brings its own style and loads nothing. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final int RETRY_AFTER_SECONDS = 5;

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final RunRecords records;

  /** One report at a time: each reads a whole log. */
  private final Semaphore reading = new Semaphore(1);

  ReportController(Localizations localizations, ProjectionResolver resolver, RunRecords records) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.records = records;
  }

  @GetMapping("/api/report")
  void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ReportDocument report = report(parameters);
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, parameters.language().tag());
    response.setHeader("Content-Security-Policy", POLICY);
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    report.writePage(out);
    out.flush();
  }

  @GetMapping("/api/report.zip")
  void bundle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    QueryParameters parameters = new QueryParameters(request, localizations);
    ReportDocument report = report(parameters);
    response.setContentType("application/zip");
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, parameters.language().tag());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment()
            .filename("report-" + parameters.namespace().drillId() + ".zip")
            .build()
            .toString());
    report.writeBundle(response.getOutputStream());
  }

  private ReportDocument report(QueryParameters parameters) throws IOException {
    List<String> compared = new ArrayList<>();
    parameters.text("compare").ifPresent(compared::add);
    Namespace run = resolver.resolve(parameters).namespace();
    if (!run.isDrill()) {
      throw ApiException.of(
          ProblemType.NO_SUCH_PAGE,
          parameters.words(),
          "error.page",
          parameters.request().getRequestURI());
    }
    if (!reading.tryAcquire()) {
      throw new ApiException(ProblemType.READS_BUSY).retryAfter(RETRY_AFTER_SECONDS);
    }
    try {
      RunFigures figures = records.read(run);
      if (figures.facts() == 0) {
        throw ApiException.of(
                ProblemType.NOT_DECIDED, parameters.words(), "error.report.empty", run.drillId())
            .retryAfter(RETRY_AFTER_SECONDS);
      }
      List<ReportComparison.Drill> drills = new ArrayList<>();
      for (String other : compared) {
        if (!resolver.projections().drills().contains(Namespace.drill(other))) {
          throw ApiException.of(
              ProblemType.NO_SUCH_DRILL, parameters.words(), "error.namespace", other);
        }
        RunFigures earlier = records.read(Namespace.drill(other));
        drills.add(new ReportComparison.Drill(other, earlier.report(other).figures()));
      }
      return new ReportDocument(
          figures.report(run.drillId()),
          new ReportComparison(drills, List.of()),
          MessageCatalog.ofReports(parameters.language()),
          new RunNames(figures, parameters.language()));
    } finally {
      reading.release();
    }
  }
}
