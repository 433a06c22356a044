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
import kizuna.infra.host.UserError;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The folder of the broker's data, and the id of the cluster that it belongs to.
 *
 * @param data absolute; made at the first start
 */
record BrokerFolder(Path data) {

  static final int NODE_ID = 1;

  /**
   * The id of the cluster that the data belong to. An empty folder is formatted for a new one.
   *
   * @param expected the id that the data must carry; empty if any will do
   * @throws UserError if they are of another cluster, or damaged
   */
  String clusterId(Optional<String> expected) {
    Optional<String> existing = existingCluster();
    if (existing.isEmpty()) {
      if (expected.isPresent()) {
        throw new UserError(
            "expected the broker's log of cluster "
                + expected.get()
                + " in "
                + data
                + ", but the folder is empty; put it back from a backup, or begin anew with another --data DIR.");
      }
      return format();
    }
    if (expected.isPresent() && !expected.equals(existing)) {
      throw new UserError(
          "expected the broker's log of cluster "
              + expected.get()
              + " in "
              + data
              + ", but it belongs to cluster "
              + existing.get()
              + "; put the right one back, or begin anew with another --data DIR.");
    }
    return existing.get();
  }

  /** The id of the cluster that the data belong to; empty if there are none yet. */
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
        throw new UserError(
            "expected the cluster's id in "
                + meta
                + ", but the file is missing or damaged; put the folder back from a backup, or begin anew with another --data DIR.");
      }
      LogCheck.requireReadable(data);
      return Optional.of(id);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "expected a readable broker log in "
              + data
              + ", but it cannot be read; check its owner and disk, or begin anew with another --data DIR.",
          e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Formats a draft beside the folder and renames it, so that a kill leaves no half-made log. */
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
          // With one replica there is no other leader: after a kill its own log is right.
          .setFeatureLevel("eligible.leader.replicas.version", (short) 0)
          .run();
      delete(data);
      Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
      return clusterId;
    } catch (Exception e) {
      throw new UserError(
          "expected to make a broker log in "
              + data
              + ", but it failed ("
              + e.getMessage()
              + "); check the disk, or choose another with --data DIR.",
          e);
    }
  }

  /** Deletes a folder with all that is in it, if it is there. */
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
