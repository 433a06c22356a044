package kizuna.streams.analysis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;

/**
 * A run as one fingerprint for each decision: 24 bytes each, so that two runs of a million facts
 * fit in memory.
 */
final class RunFingerprints {

  /** One network's decisions in their order. */
  static final class Network implements DecidedRun.Reader {
    private final MessageDigest sha256;
    private long[] high = new long[1_024];
    private long[] low = new long[1_024];
    private long[] content = new long[1_024];
    private int size;

    Network() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("expected SHA-256 in every Java", e);
      }
    }

    @Override
    public void read(Fact fact, MatchDecision decision, List<DispatchEvent> events) {
      if (size == high.length) {
        high = Arrays.copyOf(high, size * 2);
        low = Arrays.copyOf(low, size * 2);
        content = Arrays.copyOf(content, size * 2);
      }
      high[size] = decision.getEventId().getMostSignificantBits();
      low[size] = decision.getEventId().getLeastSignificantBits();
      sha256.reset();
      ComparableDecision.of(decision, events)
          .forEach(
              (path, value) ->
                  sha256.update(
                      (path + "=" + value + "\n")
                          .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      content[size++] = java.nio.ByteBuffer.wrap(sha256.digest()).getLong();
    }

    int size() {
      return size;
    }

    UUID id(int at) {
      return new UUID(high[at], low[at]);
    }

    boolean isSameId(int at, Network other, int there) {
      return high[at] == other.high[there] && low[at] == other.low[there];
    }

    boolean isSame(int at, Network other, int there) {
      return content[at] == other.content[there];
    }
  }

  private final Map<String, Network> networks = new ConcurrentSkipListMap<>();

  static RunFingerprints of(DecidedRun run) {
    RunFingerprints all = new RunFingerprints();
    run.read(id -> all.networks.computeIfAbsent(id, n -> new Network()));
    return all;
  }

  Map<String, Network> networks() {
    return networks;
  }

  long size() {
    return networks.values().stream().mapToLong(Network::size).sum();
  }
}
