package kizuna.streams;

import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kizuna.edge.TraceSettings;
import kizuna.schemas.ClockStep;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.ConfluentRegistry;
import kizuna.schemas.HeapWatchdog;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.drill.DrillConducts;
import kizuna.schemas.drill.DrillEventReader;
import kizuna.streams.analysis.LoggedFacts;
import kizuna.streams.api.analysis.FactSource;
import kizuna.streams.api.board.LogClockReader;
import kizuna.streams.api.decision.PreviewService;
import kizuna.streams.api.decision.RemotePreview;
import kizuna.streams.api.drill.RunRecords;
import kizuna.streams.drills.RunReader;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.projection.LedgerConsumers;
import kizuna.streams.ledger.projection.Projections;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.processing.Preview;
import kizuna.streams.replay.ReplayedState;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.verify.LogRepair;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * The application that decides live facts and answers every read: ledger, explanations, board.
 *
 * <p>Its settings are in {@code streams.yml} (not {@code application.yml}: the launcher has several
 * modules on one class path).
 */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamsSettings.class)
public class StreamsApplication {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static final long CLOCK_MILLIS = 5_000;

  public static void main(String[] args) {
    HeapWatchdog.start();
    ConfigurableApplicationContext context = builder().run(args);
    context
        .getBeanProvider(DecisionLifecycle.class)
        .ifAvailable(live -> endWhenDecidingFails(live, new ExitOnFailure(context)));
  }

  private static void endWhenDecidingFails(DecisionLifecycle live, ExitOnFailure end) {
    live.whenFailed(end);
    ClockStep clock = ClockStep.ofThisMachine();
    ScheduledExecutorService watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "clock-step");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        watch.scheduleWithFixedDelay(
            () -> {
              if (clock.back().isPresent()) {
                watch.shutdown();
                String sentence =
                    "expected a clock that goes on, but this machine's was set back; this ends, to"
                        + " be started again.";
                LoggerFactory.getLogger(StreamsApplication.class).error(sentence);
                end.accept(sentence);
              }
            },
            CLOCK_MILLIS,
            CLOCK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** The application, not yet running. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(StreamsApplication.class)
        .properties(TraceSettings.properties(System.getenv(TraceSettings.VARIABLE)))
        .properties("spring.config.name=streams");
  }

  /** A report is made beside everything else in 256 MiB of heap: some 130 MiB for this many. */
  private static final long MAX_FACTS_OF_A_REPORT = 1_500_000;

  @Bean
  SchemaRegistry schemaRegistry(StreamsSettings settings) {
    return new ConfluentRegistry(settings.schemaRegistry().toString(), settings.clientProperties());
  }

  @Bean(destroyMethod = "close")
  Admin admin(StreamsSettings settings) {
    Map<String, Object> asking = settings.cluster().serviceAdminSettings();
    asking.put(AdminClientConfig.CLIENT_ID_CONFIG, "namespaces");
    return Admin.create(asking);
  }

  @Bean(destroyMethod = "close")
  LedgerDatabases databases(StreamsSettings settings) {
    return settings.databases();
  }

  @Bean
  RecordTraces traces(ObjectProvider<OpenTelemetry> telemetry) {
    return RecordTraces.of(telemetry.stream());
  }

  @Bean(destroyMethod = "close")
  Projections projections(
      StreamsSettings settings,
      SchemaRegistry registry,
      Admin admin,
      LedgerDatabases databases,
      RecordTraces traces) {
    LedgerConsumers consumers =
        new LedgerConsumers(settings.cluster(), registry, admin, databases, traces);
    return Projections.open(consumers.namespaces(), consumers::project, databases);
  }

  @Bean
  @ConditionalOnProperty(name = "kizuna.decide", havingValue = "true")
  DecisionLifecycle liveDecisions(
      StreamsSettings settings,
      SchemaRegistry registry,
      RecordTraces traces,
      @Value("${server.address:}") String listening,
      @Value("${server.port}") int port) {
    Topics live = Topics.of(Namespace.LIVE);
    DecisionEngine.Settings how =
        DecisionEngine.Settings.of(settings.cluster(), settings.stateDir())
            .with(settings.commitInterval())
            .with(traces)
            .as(settings.engineInstance(listening, port));
    return new DecisionLifecycle(
        new DecisionEngine(
            live,
            registry,
            how,
            partition -> new LogRepair(live, registry, settings.cluster()).restoreState(partition)),
        settings.cluster(),
        LONGEST_STOP);
  }

  /** Whether the live log is decided, for a process that only answers reads. */
  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(name = "kizuna.decide", havingValue = "false")
  DecisionMonitor decisionMonitor(StreamsSettings settings) {
    return new DecisionMonitor(Topics.of(Namespace.LIVE), settings.cluster());
  }

  /** The decider of a network: from Streams' metadata, or from the settings. */
  @Bean
  RemotePreview remotePreview(
      StreamsSettings settings, ObjectProvider<DecisionLifecycle> decisions) {
    return new RemotePreview(
        network -> {
          DecisionLifecycle here = decisions.getIfAvailable();
          return here == null
              ? settings.deciders()
              : here.engine().deciderElsewhere(network).stream()
                  .map(address -> URI.create("http://" + address))
                  .toList();
        });
  }

  @Bean(destroyMethod = "close")
  DrillConducts drillConducts(StreamsSettings settings, SchemaRegistry registry) {
    return new DrillConducts(run -> new DrillEventReader(settings.cluster(), registry, run));
  }

  @Bean(destroyMethod = "close")
  DrillPreviewService drillPreviews(
      StreamsSettings settings, SchemaRegistry registry, Admin admin) {
    return new DrillPreviewService(
        DrillPreviewService.runningBy(admin),
        drill ->
            new ReplayedState(
                ClusterTopics.of(settings.cluster(), drill),
                registry,
                DrillPreviewService.consumer(settings.cluster(), drill)));
  }

  @Bean
  LogClockReader clocks(ObjectProvider<DecisionLifecycle> decisions) {
    return () -> {
      DecisionLifecycle here = decisions.getIfAvailable();
      return here == null ? Map.of() : here.engine().clocks().readings();
    };
  }

  @Bean
  FactSource factSource(StreamsSettings settings, SchemaRegistry registry) {
    return namespace ->
        new LoggedFacts(
            (topic, partition) -> new CommittedLog(settings.cluster(), topic, partition),
            registry,
            ClusterTopics.of(settings.cluster(), namespace));
  }

  @Bean
  RunRecords runRecords(StreamsSettings settings, SchemaRegistry registry) {
    return (run, progress) -> {
      RunReader reader =
          new RunReader(settings.cluster(), registry, ClusterTopics.of(settings.cluster(), run));
      reader.requireAtMost(MAX_FACTS_OF_A_REPORT);
      return reader.read(List.of(), progress);
    };
  }

  /** Previews are computed by the decider; of a drill, from its log. */
  @Bean
  PreviewService previewing(
      ObjectProvider<DecisionLifecycle> decisions, DrillPreviewService drills) {
    return (namespace, fact, longest) -> {
      if (namespace.isDrill()) {
        return drills.ask(namespace, fact, longest);
      }
      DecisionLifecycle here = decisions.getIfAvailable();
      return here == null
          ? Preview.Missing.NOT_DECIDED_HERE
          : here.engine().previews().ask(fact, longest);
    };
  }
}
