package kizuna.streams.pages;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Headers of every answer, and the threads of the event streams. */
@Configuration(proxyBeanMethods = false)
class PageSettings implements WebMvcConfigurer {

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  @Bean
  FilterRegistrationBean<Filter> securityHeaders() {
    FilterRegistrationBean<Filter> bean =
        new FilterRegistrationBean<>(
            (request, response, chain) -> {
              HttpServletResponse http = (HttpServletResponse) response;
              HEADERS.forEach(http::setHeader);
              chain.doFilter(request, response);
            });
    bean.setOrder(Ordered.HIGHEST_PRECEDENCE);
    bean.setAsyncSupported(true);
    return bean;
  }

  @Override
  public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
    ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
    threads.setThreadNamePrefix("stream-");
    threads.setCorePoolSize(0);
    threads.setMaxPoolSize(StreamPages.MOST_STREAMS);
    threads.setQueueCapacity(0);
    threads.setDaemon(true);
    threads.initialize();
    configurer.setTaskExecutor(threads);
  }
}
