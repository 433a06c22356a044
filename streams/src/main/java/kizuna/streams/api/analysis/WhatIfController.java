package kizuna.streams.api.analysis;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import kizuna.edge.ApiException;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.streams.api.QueryParameters;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.api.edge.ProjectionResolver;
import kizuna.streams.api.edge.ReadAccess;
import kizuna.streams.api.json.ResponseJson;
import kizuna.streams.ledger.projection.LedgerProjection;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * What-if analysis (もしも): decides the log of a namespace again with a change, and returns what
 * would be filled, by which lenders and when. It takes a while: the client polls the same address,
 * which returns the progress until the answer is ready. Writes nothing.
 */
@RestController
final class WhatIfController {

  private final Localizations localizations;
  private final ProjectionResolver resolver;
  private final ReadAccess access;
  private final WhatIfRunner runner;

  WhatIfController(
      Localizations localizations,
      ProjectionResolver resolver,
      ReadAccess access,
      WhatIfRunner runner) {
    this.localizations = localizations;
    this.resolver = resolver;
    this.access = access;
    this.runner = runner;
  }

  @GetMapping("/api/what-if")
  ObjectNode whatIf(HttpServletRequest request) {
    QueryParameters parameters = new QueryParameters(request, localizations);
    WhatIfQuestion question = WhatIfQuestion.of(parameters);
    parameters.check();
    access.demandCoordinator(parameters);
    LedgerProjection projection = resolver.resolve(parameters);
    String account = access.of(request).account();
    WhatIfRun run = runner.ask(account, question);
    ObjectNode answer = ResponseJson.of(projection.namespace());
    if (run.failure().isPresent()) {
      runner.answered(account, run);
      throw refused(run.failure().get(), parameters);
    }
    // Read once: the answer may arrive while this is written.
    Optional<WhatIfRun.Answer> answered = run.answer();
    answer.put("done", answered.isPresent());
    answer.put("percent", answered.isPresent() ? 100 : run.percent());
    answered.ifPresent(
        all -> new WhatIfJson(projection.view().names(parameters.language())).write(all, answer));
    return answer;
  }

  private static RuntimeException refused(RuntimeException e, QueryParameters parameters) {
    if (e instanceof WhatIfQuestion.Wrong wrong) {
      String sentence =
          parameters.words().sentence("error.whatIf." + wrong.parameter(), wrong.value());
      return ApiException.badQuery(
          sentence,
          List.of(
              new FormError(
                  wrong.parameter(),
                  FormRule.NOT_IN_LOG,
                  List.of(wrong.value()),
                  parameters.words().text("expected.ofTheLog"),
                  wrong.value())));
    }
    return e instanceof WhatIfRun.Stopped stopped ? stopped(stopped.why(), parameters) : e;
  }

  private static ApiException stopped(WhatIfRun.Failure why, QueryParameters parameters) {
    return switch (why) {
      case TOO_LONG_A_LOG ->
          ApiException.of(
              ProblemType.QUESTION_TOO_LARGE,
              parameters.words(),
              "error.whatIf.long",
              WhatIfRun.MAX_FACTS);
      case TOO_SLOW, ABANDONED ->
          ApiException.of(
              ProblemType.QUESTION_TOO_LARGE,
              parameters.words(),
              "error.whatIf.slow",
              WhatIfRun.LONGEST.toMinutes());
      case EMPTY_LOG ->
          ApiException.of(ProblemType.NO_DECISION, parameters.words(), "error.whatIf.empty");
    };
  }
}
