package kizuna.producers;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import kizuna.edge.ApiException;
import kizuna.edge.ProblemResponses;
import kizuna.producers.drill.DrillLog;
import kizuna.schemas.ProblemType;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.drill.DrillConducts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** Routes the paths of {@link ReportRoute}, the batch and the denials to their controllers. */
@Configuration(proxyBeanMethods = false)
class ReportRouter {

  private static final Logger LOG = LoggerFactory.getLogger(ReportRouter.class);

  @Bean
  RouterFunction<ServerResponse> routes(
      Intake intake,
      Namespaces namespaces,
      LogTimes times,
      ProducerSettings settings,
      ResourceOwners owners,
      LoggedReports loggedReports,
      DenialRecorder denials,
      MeterRegistry meters,
      DrillLog drillLog,
      DrillConducts conducts,
      Clock clock,
      ProblemResponses problems) {
    NamespaceParameter namespace = new NamespaceParameter(namespaces);
    ReportAuthorization authorization = new ReportAuthorization(owners);
    AttemptRecorder attempts = new AttemptRecorder(denials, owners, settings.defaultNetwork());
    ReportIntake reports =
        new ReportIntake(
            intake,
            times,
            owners,
            loggedReports,
            meters,
            new LessonEvidence(namespaces, conducts),
            conducts,
            settings.defaultNetwork());
    ReportController one = new ReportController(namespace, authorization, reports, attempts);
    RouterFunctions.Builder routes = RouterFunctions.route();
    for (ReportRoute route : ReportRoute.ALL) {
      post(routes, route.path(), request -> one.report(request, route));
    }
    post(routes, ReportRoute.ANY, one::anyReport);
    post(
        routes,
        BatchController.PATH,
        new BatchController(namespace, authorization, reports, attempts)::batch);
    post(routes, DenialController.PATH, new DenialController(namespace, attempts)::denial);
    DrillController drills = new DrillController(namespace, drillLog, conducts, clock);
    post(routes, DrillController.ORDERS, drills::order);
    post(routes, DrillController.EVENTS, drills::event);
    routes.route(RequestPredicates.GET(DrillController.LOGS), drills::logs);
    routes.route(
        RequestPredicates.path("/api/**"),
        request -> {
          throw new ApiException(ProblemType.NO_SUCH_PATH, request.path());
        });
    routes.onError(
        e -> true, (e, request) -> answer(problem(e, request.servletRequest()), request, problems));
    return routes.build();
  }

  /** A path that accepts POST only. */
  private static void post(
      RouterFunctions.Builder routes, String path, HandlerFunction<ServerResponse> handler) {
    routes.route(
        RequestPredicates.POST(path),
        request -> {
          JsonBody.demandType(request);
          return handler.handle(request);
        });
    routes.route(
        RequestPredicates.path(path),
        request -> {
          throw ApiException.methodNotAllowed(request.method().name(), List.of("POST"));
        });
  }

  private static ApiException problem(Throwable e, HttpServletRequest request) {
    if (e instanceof ApiException refused) {
      return refused;
    } else if (e instanceof IntakeProducer.FactTooLarge) {
      return new ApiException(ProblemType.TOO_LARGE, JsonBody.LARGEST);
    } else if (e instanceof IntakeProducer.LogUnavailable
        || e instanceof SchemaRegistry.RegistryUnavailable) {
      LOG.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
      return new ApiException(ProblemType.LOG_UNAVAILABLE);
    }
    return ProblemResponses.unexpected(e, request);
  }

  private static ServerResponse answer(
      ApiException e, ServerRequest request, ProblemResponses problems) {
    ResponseEntity<ObjectNode> problem = problems.answer(e, request.servletRequest());
    return ServerResponse.status(problem.getStatusCode())
        .headers(headers -> headers.addAll(problem.getHeaders()))
        .body(Objects.requireNonNull(problem.getBody()));
  }
}
