package kizuna.producers;

import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import kizuna.edge.TraceSettings;
import kizuna.producers.drill.DrillEventProducer;
import kizuna.schemas.BootClock;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.HeapWatchdog;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.RecordedSchemas;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.drill.DrillConducts;
import kizuna.schemas.drill.DrillEventReader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The application that accepts external facts: checks their form, timestamps them, appends them to
 * the log.
 *
 * <p>Its settings are in {@code producers.yml} (not {@code application.yml}: the launcher has
 * several modules on one class path).
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties({ProducerSettings.class, DenialRecorder.Limits.class})
@EnableScheduling
public class ProducersApplication {

  private static final int ADMIN_TIMEOUT_MS = 5_000;
  private static final Duration ID_PATIENCE = Duration.ofSeconds(2);
  private static final int BATCH_BYTES = 1 << 20;

  public static void main(String[] args) {
    HeapWatchdog.start();
    builder().run(args);
  }

  /** The application, not yet running. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(ProducersApplication.class)
        .properties(TraceSettings.properties(System.getenv(TraceSettings.VARIABLE)))
        .properties("spring.config.name=producers");
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  SchemaRegistry schemaRegistry(ProducerSettings settings) {
    return new ConfluentRegistry(settings.schemaRegistry().toString(), settings.clientProperties());
  }

  @Bean(destroyMethod = "close")
  IntakeProducer factLog(
      ProducerSettings settings, SchemaRegistry registry, ObjectProvider<OpenTelemetry> telemetry) {
    return new IntakeProducer(settings.cluster(), registry, RecordTraces.of(telemetry.stream()));
  }

  @Bean(destroyMethod = "close")
  OwnershipLookup owners(ProducerSettings settings, SchemaRegistry registry) {
    return new OwnershipLookup(
        namespace -> {
          Topics topics = Topics.of(namespace);
          return new OwnershipReader(
              topics,
              registry,
              () -> consumer(settings.cluster(), "ids-" + namespace.name()),
              () -> RecordedSchemas.difference(settings.cluster(), registry, topics.owners));
        },
        ID_PATIENCE);
  }

  private static Consumer<byte[], byte[]> consumer(KafkaCluster cluster, String clientId) {
    Map<String, Object> reading = cluster.serviceSettings();
    reading.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // An offset unknown to the broker means another log: start from the beginning, never skip.
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    reading.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BATCH_BYTES);
    reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BATCH_BYTES / 4);
    return new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Bean(destroyMethod = "close")
  Admin admin(ProducerSettings settings) {
    Map<String, Object> asking = settings.cluster().settings();
    asking.put(AdminClientConfig.CLIENT_ID_CONFIG, "kizuna-door");
    asking.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
    asking.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
    return Admin.create(asking);
  }

  @Bean
  Intake intake(IntakeProducer log) {
    return log::append;
  }

  @Bean(destroyMethod = "close")
  DrillConducts drillConducts(ProducerSettings settings, SchemaRegistry registry) {
    return new DrillConducts(run -> new DrillEventReader(settings.cluster(), registry, run));
  }

  @Bean(destroyMethod = "close")
  DrillEventProducer drillEvents(ProducerSettings settings, SchemaRegistry registry) {
    return new DrillEventProducer(settings.cluster(), registry);
  }

  @Bean
  BelievedTimes logTimes(Clock clock, OwnershipLookup ids, DrillConducts drills) {
    return new BelievedTimes(
        clock,
        new BootClock(),
        ids::logTime,
        ids::heldAhead,
        run -> drills.read(run, conduct -> conduct.scenarioTime(clock.instant())));
  }

  @Bean
  Namespaces namespaces(Admin admin) {
    return new BrokerNamespaces(admin, System::nanoTime);
  }
}
