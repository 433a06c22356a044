package kizuna.producers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import kizuna.codes.DenialCode;
import kizuna.edge.BearerSignIn;
import kizuna.edge.EdgeConfiguration;
import kizuna.edge.RefusedTokens;
import kizuna.facts.AccessDenied;
import kizuna.schemas.Namespace;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The paths that require a token: all but the health of the process. Refused tokens are recorded.
 */
@Configuration(proxyBeanMethods = false)
@Import(EdgeConfiguration.class)
class ResourceServer {

  @Bean
  SecurityFilterChain reporters(HttpSecurity http, BearerSignIn signIn) {
    return signIn
        .on(http)
        .headers(headers -> headers.frameOptions(frame -> frame.deny()))
        .authorizeHttpRequests(
            may ->
                may.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers("/actuator/**")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .build();
  }

  @Bean
  RefusedTokens refusedTokens(DenialRecorder denials, ProducerSettings settings) {
    return request ->
        denials.record(
            Namespace.LIVE,
            settings.defaultNetwork(),
            AccessDenied.newBuilder()
                .setMethod(method(request))
                .setPath(AttemptRecorder.printable(request.getRequestURI()))
                .setCode(DenialCode.TOKEN_REFUSED)
                .build());
  }

  private static String method(HttpServletRequest request) {
    String method = request.getMethod();
    return method.matches("[A-Z]{1,16}") ? method : "OTHER";
  }
}
