package kizuna.streams.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.JapanTime;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Topics;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.UserFileException;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.processing.HashChain;
import kizuna.streams.topology.DecisionTopology;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Heads of the hash chains as they were published outside on a day: a text that can be mailed or
 * printed. A person who can rewrite log, decisions and chain together cannot rewrite copies
 * elsewhere.
 */
public final class PublishedHeads {

  /** The last decision of a network on a day. */
  public record Head(String networkId, long sequence, String sha256) {}

  private static final String PREFIX = "heads-";
  private static final String SUFFIX = ".txt";
  private static final Pattern LINE =
      Pattern.compile("^\\s*(\\S+) decision (\\d{1,18}) sha256 ([0-9a-f]{64})\\s*$");

  /** The beginning of such a line, cut off. */
  private static final Pattern BROKEN = Pattern.compile("^\\s*\\S+ decision \\d");

  /** A larger file is not a file of heads. */
  private static final long MAX_BYTES = 10 << 20;

  /** A file a day for 270 years; with more of them none is compared rather than some. */
  private static final int MAX_FILES = 100_000;

  private PublishedHeads() {}

  /** The heads as they are now, by network: from the compacted log of the decider's own store. */
  public static List<Head> read(KafkaCluster cluster, Topics topics) {
    Map<String, Head> heads = new TreeMap<>();
    String changelog = DecisionTopology.changelog(topics, DecisionTopology.CHAIN_HEADS);
    for (int p = 0; p < topics.intake.partitions(); p++) {
      try (CommittedLog log = new CommittedLog(cluster, changelog, p)) {
        while (log.hasNext()) {
          ConsumerRecord<byte[], byte[]> record = log.next();
          String key = new String(record.key(), StandardCharsets.UTF_8);
          if (key.startsWith("c|") && record.value() != null) {
            String network = key.substring(2);
            heads.put(
                network,
                new Head(
                    network,
                    HashChain.sequenceOf(record.value()),
                    HexFormat.of().formatHex(HashChain.hashOf(record.value()))));
          }
        }
      }
    }
    return List.copyOf(heads.values());
  }

  /** The text of a day, Japanese and English. */
  public static String text(String namespace, Instant at, List<Head> heads) {
    StringBuilder text = new StringBuilder();
    text.append("Kizuna ").append(namespace).append(' ').append(at).append('\n');
    text.append("決定の記録（ハッシュの連鎖）の先頭です。この文書を別の場所に保管してください。\n");
    text.append("These are the heads of the hash chains of all decisions. Keep this elsewhere.\n");
    text.append("Compare: infra/kizuna verify --heads FILE\n\n");
    for (Head head : heads) {
      text.append(head.networkId())
          .append(" decision ")
          .append(head.sequence())
          .append(" sha256 ")
          .append(head.sha256())
          .append('\n');
    }
    return text.toString();
  }

  /** The file of a day in a folder. */
  public static Path file(Path folder, Instant at) {
    return folder.resolve(PREFIX + LocalDate.ofInstant(at, JapanTime.ZONE) + SUFFIX);
  }

  /**
   * Writes the file of a day (JST), unless it is there.
   *
   * @return whether it was written
   */
  public static boolean write(Path folder, String namespace, Instant at, List<Head> heads)
      throws IOException {
    Path file = file(folder, at);
    if (Files.exists(file)) {
      return false;
    }
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, PREFIX, ".part");
    Files.writeString(part, text(namespace, at, heads));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /**
   * The published heads, from a file or from all files of a folder. Other lines than those of heads
   * do not count: a mail may have any.
   *
   * @throws UserFileException if there is none; the message has the expected format
   */
  public static Comparison from(Path fileOrFolder) throws IOException {
    return from(fileOrFolder, MAX_FILES);
  }

  /** The same, with another limit. */
  static Comparison from(Path fileOrFolder, int maxFiles) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(fileOrFolder)) {
      try (Stream<Path> all = Files.list(fileOrFolder)) {
        all.filter(f -> f.getFileName().toString().endsWith(SUFFIX))
            .sorted()
            .limit(maxFiles + 1L)
            .forEach(files::add);
      }
    } else {
      files.add(fileOrFolder);
    }
    if (files.size() > maxFiles) {
      throw new UserFileException(VerifyMessages.LIST.of("heads.many", maxFiles, fileOrFolder));
    }
    Comparison published = new Comparison();
    for (Path file : files) {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserFileException(VerifyMessages.LIST.of("heads.large", MAX_BYTES, file));
      }
      // A mail may have any characters beside the lines of heads, which are ASCII.
      String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        Matcher head = LINE.matcher(lines[i]);
        if (head.matches()) {
          published.add(
              new Head(head.group(1), Long.parseLong(head.group(2)), head.group(3)),
              String.valueOf(file.getFileName()));
        } else if (BROKEN.matcher(lines[i]).find()) {
          throw new UserFileException(
              VerifyMessages.LIST.of("heads.broken", i + 1, file.getFileName(), lines[i].strip()));
        }
      }
    }
    if (published.count() == 0) {
      throw new UserFileException(VerifyMessages.LIST.of("heads.none", fileOrFolder));
    }
    return published;
  }

  /** Compares decisions with the published heads, one by one. */
  public static final class Comparison {

    private record Published(String sha256, String file) {}

    private final Map<String, TreeMap<Long, Published>> all = new TreeMap<>();
    private final Map<String, Long> agreed = new TreeMap<>();
    private final Map<String, Message> differences = new TreeMap<>();
    private final Map<String, Long> last = new TreeMap<>();
    private int count;

    private Comparison() {}

    private void add(Head head, String file) {
      Published other =
          all.computeIfAbsent(head.networkId(), n -> new TreeMap<>())
              .putIfAbsent(head.sequence(), new Published(head.sha256(), file));
      count++;
      if (other != null && !other.sha256().equals(head.sha256())) {
        differences.putIfAbsent(
            head.networkId(),
            VerifyMessages.LIST.of(
                "heads.two", head.networkId(), other.file(), file, head.sequence()));
      }
    }

    /** Number of heads that were published. */
    public int count() {
      return count;
    }

    /** Compares the next decision of a network's log. */
    public void accept(MatchDecision decision) {
      String network = decision.getNetworkId();
      last.put(network, decision.getSequence());
      Published published = all.getOrDefault(network, new TreeMap<>()).get(decision.getSequence());
      if (published == null) {
        return;
      }
      if (published.sha256().equals(HexFormat.of().formatHex(decision.getHash().bytes()))) {
        agreed.put(network, decision.getSequence());
      } else {
        differences.putIfAbsent(
            network,
            VerifyMessages.LIST.of(
                "heads.other",
                network,
                decision.getSequence(),
                published.file(),
                since(network, decision.getSequence())));
      }
    }

    private Message since(String network, long until) {
      return Optional.ofNullable(agreed.get(network))
          .map(seq -> VerifyMessages.LIST.of("heads.since", seq, seq + 1, until))
          .orElseGet(() -> VerifyMessages.LIST.of("heads.never", until));
    }

    /** The differences, network by network; call it after all decisions. */
    public List<Message> differences() {
      Map<String, Message> found = new TreeMap<>(differences);
      all.forEach(
          (network, heads) -> {
            long seen = last.getOrDefault(network, 0L);
            if (heads.lastKey() > seen) {
              String file = heads.lastEntry().getValue().file();
              found.putIfAbsent(
                  network,
                  seen == 0
                      ? VerifyMessages.LIST.of("heads.absent", network, file, heads.lastKey())
                      : VerifyMessages.LIST.of(
                          "heads.ended", network, file, heads.lastKey(), seen));
            }
          });
      return List.copyOf(found.values());
    }
  }
}
