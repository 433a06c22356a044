package kizuna.producers;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.NewId;

/**
 * A route on which one kind of fact is reported.
 *
 * @param path below the root; {@code {id}} is the id, where there is one
 * @param idField field of the fact's body that the path's id fills; on a path without an id the one
 *     that is made up where the body names none
 * @param doc one sentence for the API description
 */
record ReportRoute(String path, FactKind kind, Optional<String> idField, String doc) {

  /** Takes any fact; the body names its kind. */
  static final String ANY = "/api/facts";

  /** The routes of the kinds that have one of their own, in the order of {@link FactKinds}. */
  static final List<ReportRoute> ALL =
      FactKinds.all().stream().flatMap(ReportRoute::ofKind).toList();

  private static Stream<ReportRoute> ofKind(FactDescriptor<?> descriptor) {
    return descriptor.route().stream()
        .map(
            route ->
                new ReportRoute(
                    route.path(),
                    descriptor.kind(),
                    route.hasId() ? descriptor.idField() : descriptor.newId().map(NewId::field),
                    route.doc()));
  }
}
