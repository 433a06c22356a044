package kizuna.streams.api;

import jakarta.servlet.DispatcherType;
import kizuna.edge.BearerSignIn;
import kizuna.edge.EdgeConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Requires a token on all paths except the static files of the pages and the health of the process.
 */
@Configuration(proxyBeanMethods = false)
@Import(EdgeConfiguration.class)
public class ResourceServer {

  /** Files without data, which a page needs before sign-in. */
  private static final String[] STATIC = {
    "/",
    "/*.html",
    "/*.js",
    "/*.css",
    "/*.svg",
    "/*.png",
    "/*.ico",
    "/*.json",
    "/*.txt",
    "/*.woff2",
    "/assets/**",
    "/webjars/**"
  };

  @Bean
  public SecurityFilterChain readers(HttpSecurity http, BearerSignIn signIn) {
    return signIn
        .on(http)
        .headers(AbstractHttpConfigurer::disable) // ResponseHeaders sets them for every response.
        .authorizeHttpRequests(
            may ->
                may.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers("/actuator/**")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, STATIC)
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .build();
  }
}
