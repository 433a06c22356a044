package kizuna.producers;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Describes the API as an OpenAPI document: the writes from the table that routes them and the
 * schemas that validate requests, the reads from the list that the tests of streams use.
 */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  private static final String SIGN_IN = "signIn";

  private static final String ABOUT =
      """
      Facts of desks, wards and coordinators go in here; each is answered at once with its place in \
      the log, and what was decided about it can be read at `outcome` a moment later \
      (`GET /api/outcomes/{network}/{offset}?wait=5`).

      Reads are on the same address and have the tag `reads`. A list is answered page by page: the \
      value `next` of one page is the parameter `after` of the following one.

      Every call wants an access token. What is another's is answered as what is not there; what was \
      denied is put on record.

      What is wrong is answered as problem details (RFC 9457), in Japanese or English \
      (the parameter `lang`, else `Accept-Language`, else Japanese), with every field that is not as expected.""";

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .addSecurityItem(new SecurityRequirement().addList(SIGN_IN))
        .info(new Info().title("Kizuna").version("1").description(ABOUT))
        // Wherever the document was read from: the front door, or this module by itself.
        .servers(List.of(new Server().url("/").description("This server")));
  }

  @Bean
  OpenApiCustomizer door() {
    return ApiDescription::describe;
  }

  private static void describe(OpenAPI api) {
    Components components = new Components();
    Paths paths = new Paths();
    ProblemDescription.describe(components);
    WriteDescription.describe(paths, components);
    ReadDescription.describe(paths);
    components.addSecuritySchemes(
        SIGN_IN,
        new SecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .bearerFormat("JWT")
            .description(
                "Access token of the identity provider. It says in what role the account acts and"
                    + " for whom; the fact is stamped with both."));
    api.setPaths(paths);
    api.setComponents(components);
    api.setTags(
        List.of(
                "agreements",
                "disasters",
                "requests",
                "offers",
                "lenders",
                "dispatches",
                "counterparts",
                "overrides",
                "facts",
                "drills",
                "drill-events",
                "denials",
                "reads")
            .stream()
            .map(tag -> new Tag().name(tag))
            .toList());
  }
}
