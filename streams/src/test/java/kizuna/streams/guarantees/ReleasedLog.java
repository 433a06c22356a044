package kizuna.streams.guarantees;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.Schema;

/**
 * A short log as a released version of the rules decided it: facts, decisions, dispatch events, and
 * the books behind the last of them. One is in {@code released/VERSION.gz} for each released
 * version, for good: never write one anew.
 *
 * <p>To write the one of this version: {@code mvn test -Dtest=RulesVersionsTest -pl streams/tests
 * -am -Dkizuna.released.write=streams/src/test/resources/released/VERSION.gz}. That of version 5
 * was written by this class on commit e489ee4, the last of version 5.
 */
public final class ReleasedLog {

  static final String WRITE = "kizuna.released.write";
  private static final long SEED = 5;
  private static final int FACTS = 90;

  public final List<byte[]> intake = new ArrayList<>();
  public final List<byte[]> decisions = new ArrayList<>();
  public final List<byte[]> events = new ArrayList<>();
  public final InMemoryStateStore shelf = new InMemoryStateStore();

  private ReleasedLog() {}

  /** Decides a history with this version, and writes it down. */
  static void write(Path file) throws IOException {
    LogHarness kizuna = new LogHarness();
    List<Fact> history =
        RandomHistory.of(SEED, Histories.LENGTH, FactBuilder.NETWORK, OperationMode.ACTUAL);
    history.subList(0, FACTS).forEach(kizuna::put);
    Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    try (PrintWriter out =
        new PrintWriter(
            new java.io.OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))) {
      Set<Integer> ids = new TreeSet<>();
      kizuna.intake.forEach(wire -> line(out, "intake", "-", wire, ids, kizuna.registry));
      kizuna.decisionBytes.forEach(wire -> line(out, "decision", "-", wire, ids, kizuna.registry));
      kizuna.eventBytes.forEach(wire -> line(out, "event", "-", wire, ids, kizuna.registry));
      kizuna
          .shelf
          .entries()
          .forEach(
              (key, value) ->
                  line(
                      out,
                      "adfor".indexOf(key.charAt(0)) >= 0 ? "books" : "plain",
                      key,
                      value,
                      ids,
                      kizuna.registry));
    }
  }

  private static void line(
      PrintWriter out,
      String kind,
      String key,
      byte[] value,
      Set<Integer> ids,
      InMemoryRegistry registry) {
    int id = kind.equals("plain") ? 0 : ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    if (!kind.equals("plain") && ids.add(id)) {
      out.println("schema " + id + " " + registry.byId(id).orElseThrow());
    }
    // A key may hold a blank, which separates the parts of a line.
    out.println(kind + " " + key.replace(" ", "%20") + " " + HexFormat.of().formatHex(value));
  }

  /** The log of a released version, with ids of this registry. */
  public static ReleasedLog read(String version, InMemoryRegistry registry) {
    ReleasedLog log = new ReleasedLog();
    Map<Integer, Integer> ids = new HashMap<>();
    String resource = "/released/" + version + ".gz";
    try (InputStream in =
            Objects.requireNonNull(ReleasedLog.class.getResourceAsStream(resource), resource);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 3);
        if (parts[0].equals("schema")) {
          Schema schema = new Schema.Parser().parse(parts[2]);
          ids.put(
              Integer.valueOf(parts[1]),
              registry.register("released-" + version + "-" + schema.getFullName(), schema));
          continue;
        }
        byte[] value = HexFormat.of().parseHex(parts[2]);
        if (!parts[0].equals("plain")) {
          ByteBuffer wire = ByteBuffer.wrap(value);
          wire.putInt(1, Objects.requireNonNull(ids.get(wire.getInt(1))));
        }
        switch (parts[0]) {
          case "intake" -> log.intake.add(value);
          case "decision" -> log.decisions.add(value);
          case "event" -> log.events.add(value);
          default -> log.shelf.put(parts[1].replace("%20", " "), value);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return log;
  }
}
