package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kizuna.facts.Fact;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.text.FailureReason;
import kizuna.seeds.ReferenceData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes the reference data to the beginning of the live log, and additions of a later version of
 * Kizuna to its end; each fact once, also when a kill interrupts it.
 *
 * <p>A file in the data folder lists the facts in the log and the start time of an unfinished load:
 * the rest is then sent with the same time, so that a fact that was sent but not yet listed is an
 * exact duplicate and changes nothing.
 */
final class ReferenceDataLoader {

  private static final String BEGUN = "begun ";
  private static final String DONE = "done ";

  private final Path note;
  private final String build;

  /**
   * @param dataFolder folder of the file with loaded facts, one file for each cluster
   * @param build identifier of this version of the reference data
   */
  ReferenceDataLoader(Path dataFolder, String clusterId, String build) {
    this.note = dataFolder.resolve("reference-data." + clusterId.replaceAll("[^\\w-]", "_"));
    this.build = build;
  }

  /**
   * Loads what is missing on the cluster.
   *
   * @return how many facts were sent
   */
  static int load(
      Path dataFolder, Admin admin, KafkaCluster cluster, SchemaRegistry registry, Instant now) {
    try {
      String clusterId = admin.describeCluster().clusterId().get();
      ReferenceDataLoader load = new ReferenceDataLoader(dataFolder, clusterId, build());
      if (load.isDone(() -> isEmpty(admin))) {
        return 0;
      }
      try (IntakeProducer log = new IntakeProducer(cluster, registry)) {
        return load.send(ReferenceData::forLive, fact -> log.append(Namespace.LIVE, fact), now);
      }
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    }
  }

  private static UserError failed(Throwable cause) {
    return new UserError(
        CommandMessages.ofUp(LanguageTag.ofMachine())
            .of("reference.failed", FailureReason.of(cause)),
        cause);
  }

  /** A check that queries the cluster only if the file is not sufficient. */
  interface LogCheck {
    boolean isEmpty() throws InterruptedException, ExecutionException;
  }

  boolean isDone(LogCheck log) throws InterruptedException, ExecutionException {
    List<String> lines = lines();
    if (lines.isEmpty()) {
      return !log.isEmpty(); // another launcher began this log
    }
    return lines.get(lines.size() - 1).equals(DONE + build);
  }

  int send(
      Function<Instant, List<Fact>> reference,
      Function<Fact, ? extends CompletableFuture<?>> append,
      Instant now)
      throws InterruptedException, ExecutionException {
    List<String> lines = lines();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    Instant begun =
        last.startsWith(BEGUN)
            ? Instant.parse(last.substring(BEGUN.length()))
            : now.truncatedTo(ChronoUnit.MILLIS);
    Set<String> known =
        lines.stream().filter(l -> !l.contains(" ")).collect(Collectors.toCollection(TreeSet::new));
    write(known, BEGUN + begun);
    List<Fact> missing =
        reference.apply(begun).stream()
            .filter(f -> !known.contains(f.getEventId().toString()))
            .toList();
    List<CompletableFuture<?>> receipts = new ArrayList<>();
    for (Fact fact : missing) {
      receipts.add(append.apply(fact)); // ordered: one producer, one partition
    }
    for (CompletableFuture<?> receipt : receipts) {
      receipt.get();
    }
    missing.forEach(f -> known.add(f.getEventId().toString()));
    write(known, DONE + build);
    return missing.size();
  }

  private List<String> lines() {
    try {
      return Files.exists(note) ? Files.readAllLines(note, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Set<String> known, String state) {
    List<String> lines = new ArrayList<>(known);
    lines.add(state);
    Path draft = note.resolveSibling(note.getFileName() + ".draft");
    try {
      Files.write(draft, lines, StandardCharsets.UTF_8);
      Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Admin admin) throws InterruptedException, ExecutionException {
    Topic<Fact> intake = Topics.of(Namespace.LIVE).intake;
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, intake.partitions())
            .boxed()
            .collect(
                Collectors.toMap(
                    p -> new TopicPartition(intake.name(), p), p -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream().allMatch(o -> o.offset() == 0);
  }

  /** A hash of the reference data's jar: faster to compare than the facts. */
  private static String build() {
    try {
      Path code =
          Path.of(ReferenceData.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isRegularFile(code)) {
        return "unpacked " + Instant.now();
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(code));
      return HexFormat.of().formatHex(hash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
