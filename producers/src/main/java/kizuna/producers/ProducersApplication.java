package kizuna.producers;

import java.time.Clock;
import java.util.Map;
import kizuna.schemas.ConfluentRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The application that takes facts from outside: checks their form, stamps them, appends them to
 * the log.
 *
 * <p>Its settings lie in {@code producers.yml} (not {@code application.yml}: the launcher has
 * several modules on one class path).
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(DoorSettings.class)
@EnableScheduling
public class ProducersApplication {

  private static final int ADMIN_TIMEOUT_MS = 5_000;

  public static void main(String[] args) {
    builder().run(args);
  }

  /** The application, not yet running. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(ProducersApplication.class)
        .properties("spring.config.name=producers");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean(destroyMethod = "close")
  FactLog factLog(DoorSettings settings) {
    return new FactLog(
        settings.bootstrapServers(), new ConfluentRegistry(settings.schemaRegistry().toString()));
  }

  @Bean(destroyMethod = "close")
  Admin admin(DoorSettings settings) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.bootstrapServers(),
            AdminClientConfig.CLIENT_ID_CONFIG,
            "kizuna-door",
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ADMIN_TIMEOUT_MS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ADMIN_TIMEOUT_MS));
  }

  @Bean
  Intake intake(FactLog log) {
    return log::append;
  }

  @Bean
  Namespaces namespaces(Admin admin) {
    return new BrokerNamespaces(admin);
  }
}
