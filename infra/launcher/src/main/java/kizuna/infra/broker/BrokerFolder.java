package kizuna.infra.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.host.UserError;
import kizuna.schemas.text.FailureReason;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The data folder of the embedded broker and the id of its cluster.
 *
 * @param data absolute path; the first start creates it
 */
record BrokerFolder(Path data) {

  static final int NODE_ID = 1;

  /**
   * Returns the cluster id of the data. Formats an empty folder for a new cluster.
   *
   * @param expected the required id; empty to accept any
   * @throws UserError if the data belong to another cluster or are damaged
   */
  String clusterId(Optional<String> expected) {
    Optional<String> existing = existingCluster();
    if (existing.isEmpty()) {
      if (expected.isPresent()) {
        throw new UserError(ClusterMessages.LIST.of("log.empty", expected.get(), data));
      }
      return format();
    }
    if (expected.isPresent() && !expected.equals(existing)) {
      throw new UserError(
          ClusterMessages.LIST.of("log.other", expected.get(), data, existing.get()));
    }
    return existing.get();
  }

  /** The cluster id of the data; empty if the folder is empty or missing. */
  private Optional<String> existingCluster() {
    try {
      if (!Files.exists(data) || isEmpty(data)) {
        return Optional.empty();
      }
      Path meta = data.resolve("meta.properties");
      Properties properties = new Properties();
      if (Files.exists(meta)) {
        try (InputStream in = Files.newInputStream(meta)) {
          properties.load(in);
        }
      }
      String id = properties.getProperty("cluster.id");
      if (id == null
          || id.isBlank()
          || !Integer.toString(NODE_ID).equals(properties.getProperty("node.id"))) {
        throw new UserError(ClusterMessages.LIST.of("log.noId", meta));
      }
      LogCheck.requireReadable(data);
      return Optional.of(id);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(ClusterMessages.LIST.of("log.unreadable", data), e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Formats a folder beside this one and renames it: a kill leaves no incomplete log. */
  private String format() {
    String clusterId = Uuid.randomUuid().toString();
    Path draft = data.resolveSibling(data.getFileName() + ".formatting");
    try {
      delete(draft);
      Files.createDirectories(draft);
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE_ID)
          .setClusterId(clusterId)
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(draft.toString()))
          .setMetadataLogDirectory(draft.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          // With one replica its own log is complete after a kill: no other leader exists.
          .setFeatureLevel("eligible.leader.replicas.version", (short) 0)
          .run();
      delete(data);
      Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
      return clusterId;
    } catch (Exception e) {
      throw new UserError(ClusterMessages.LIST.of("log.notMade", data, FailureReason.of(e)), e);
    }
  }

  /** Deletes a folder with its content; does nothing if it is missing. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
