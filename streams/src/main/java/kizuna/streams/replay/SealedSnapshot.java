package kizuna.streams.replay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import kizuna.decisions.BookSeal;
import kizuna.decisions.SealedBooks;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.StateSnapshot;
import kizuna.streams.processing.StateStore;
import org.jspecify.annotations.Nullable;

/** The state of a network that was sealed at a change of rules, joined from its parts. */
public final class SealedSnapshot {

  private final StateSnapshot snapshots;
  private final List<InputStream> parts = new ArrayList<>();
  private int wanted = 1;

  public SealedSnapshot(Topics topics, TopicSerdes serdes) {
    this.snapshots = new StateSnapshot(topics, serdes.registry());
  }

  /** Adds the next part; a repeated part or one out of order leaves the snapshot incomplete. */
  public void add(BookSeal part) {
    wanted = part.getParts();
    if (part.getPart() == parts.size() + 1) {
      byte[] content = new byte[part.getContent().remaining()];
      part.getContent().duplicate().get(content);
      parts.add(new ByteArrayInputStream(content));
    }
  }

  public boolean isWhole() {
    return parts.size() >= wanted;
  }

  /** Reads the state into a store; returns an error if it does not match the seal. */
  public Optional<String> open(@Nullable SealedBooks seal, StateStore store) {
    if (seal == null) {
      return Optional.of("no seal");
    }
    if (!isWhole()) {
      return Optional.of(parts.size() + " of " + seal.getParts() + " parts");
    }
    try {
      StateSnapshot.Sealed read =
          snapshots.read(new SequenceInputStream(Collections.enumeration(parts)), store);
      return Arrays.equals(read.sha256(), seal.getSha256().bytes())
          ? Optional.empty()
          : Optional.of("a state with another hash");
    } catch (IOException e) {
      return Optional.of("a state that cannot be read: " + e.getMessage());
    }
  }
}
