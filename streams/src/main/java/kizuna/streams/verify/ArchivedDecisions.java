package kizuna.streams.verify;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.text.UserFileException;
import kizuna.streams.contract.TopicSerdes;

/** The facts, decisions and events in an archive, in its order. */
public final class ArchivedDecisions {

  /** Receives them in their order. */
  public interface Reader {
    void read(Fact fact, MatchDecision decision, List<DispatchEvent> events);
  }

  private ArchivedDecisions() {}

  /**
   * Reads an archive.
   *
   * @throws IOException if the file is not an archive
   */
  public static void read(Path file, Reader reader) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ArchiveReader parts = new ArchiveReader(in);
      Archive.Begin begin = parts.json(Archive.BEGIN, Archive.Begin.class);
      Topics topics = Topics.of(new Namespace(begin.namespace()), begin.partitions());
      parts.part(Archive.BOOKS, books -> {});
      parts.part(Archive.LOG, log -> log(topics, log, reader));
    }
  }

  private static void log(Topics topics, DataInputStream in, Reader reader) throws IOException {
    InMemoryRegistry registry = new InMemoryRegistry();
    TopicSerdes formats = TopicSerdes.of(topics, registry);
    ArchiveItems items = new ArchiveItems(topics, registry, in);
    try {
      while (items.hasNext()) {
        ArchiveItem item = items.next();
        if (item.kind() == Archive.ITEM_FACT && items.hasNext()) {
          Fact fact = formats.facts().decode(item.wire());
          MatchDecision decision = formats.decisions().decode(items.next().wire());
          List<DispatchEvent> events = new ArrayList<>();
          while (items.hasNext() && items.peek().kind() == Archive.ITEM_EVENT) {
            events.add(formats.events().decode(items.next().wire()));
          }
          reader.read(fact, decision, events);
        }
      }
    } catch (UnreadableRecord e) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.record", String.valueOf(e.getMessage())), e);
    }
  }
}
