package kizuna.producers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kizuna.edge.ApiException;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.AcceptLanguage;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * The parameter {@code drill}: the namespace of a report. All parameters except this and {@code
 * lang} are refused, because a misspelt drill must not write to the live log.
 */
final class NamespaceParameter {

  static final String DRILL = "drill";

  private static final Set<String> LANGUAGES = Set.of("ja", "en");

  private final Namespaces namespaces;

  NamespaceParameter(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /**
   * The namespace of a request; the live one where it names no drill.
   *
   * @throws ApiException 400 for other parameters, 404 for a drill that does not exist or has
   *     several runs
   */
  Namespace of(ServerRequest request) {
    check(request);
    return request.param(DRILL).map(this::drill).orElse(Namespace.LIVE);
  }

  /** The parameter that names a namespace, with its question mark; empty for the live one. */
  static String query(Namespace namespace) {
    return namespace.isDrill() ? "?" + DRILL + "=" + namespace.drillId() : "";
  }

  private Namespace drill(String id) {
    Namespace namespace;
    try {
      namespace = Namespace.drill(id);
    } catch (IllegalArgumentException e) {
      throw noSuchDrill(id, List.of());
    }
    if (namespaces.exists(namespace)) {
      return namespace;
    }
    // The name of the drill selects its run, if there is only one.
    List<String> runs = namespaces.runs(id);
    if (runs.size() == 1) {
      return Namespace.drill(runs.get(0));
    }
    throw noSuchDrill(id, runs);
  }

  private static ApiException noSuchDrill(String id, List<String> runs) {
    return (runs.isEmpty()
            ? new ApiException(ProblemType.NO_SUCH_DRILL, id)
            : new ApiException(ProblemType.SEVERAL_RUNS, id, String.join(", ", runs)))
        .runs(runs);
  }

  private static void check(ServerRequest request) {
    List<FormError> errors = new ArrayList<>();
    request.params().forEach((name, values) -> check(name, values, errors));
    if (!errors.isEmpty()) {
      throw new ApiException(ProblemType.BAD_PARAMETER, errors, errors.size());
    }
  }

  private static void check(String name, List<String> values, List<FormError> errors) {
    boolean language = name.equals(AcceptLanguage.PARAMETER);
    if (!name.equals(DRILL) && !language) {
      errors.add(
          FormError.of(
              name,
              FormRule.UNKNOWN_FIELD,
              "no parameter but " + DRILL + " and " + AcceptLanguage.PARAMETER,
              "this one"));
    } else if (values.size() > 1) {
      errors.add(
          new FormError(name, FormRule.TWICE, List.of(name), "it once", values.size() + " times"));
    } else if (language && !LANGUAGES.contains(values.get(0))) {
      errors.add(FormError.of(name, FormRule.NOT_OF_LIST, "ja or en", values.get(0)));
    } else if (values.get(0).isBlank()) {
      errors.add(FormError.of(name, FormRule.REQUIRED, "the id of a drill run", "nothing"));
    }
  }
}
