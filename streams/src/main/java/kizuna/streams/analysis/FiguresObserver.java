package kizuna.streams.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.processing.Sinks;
import org.apache.avro.specific.SpecificRecordBase;

/** Keeps the last state of each request and dispatch of a network; reads them at the end only. */
class FiguresObserver implements LogDecider.Observer {

  private final TopicSerdes formats;
  private final Map<String, byte[]> requests = new TreeMap<>();
  private final Map<String, byte[]> dispatches = new TreeMap<>();
  private long rejected;

  FiguresObserver(TopicSerdes formats) {
    this.formats = formats;
  }

  @Override
  public void decided(Fact fact, ProcessingResult result) {
    for (ProcessingResult.Out out : result.outs()) {
      byte[] value = out.value();
      if (value == null) {
        continue;
      }
      switch (out.node()) {
        case Sinks.REQUEST_STATUS -> requests.put(out.key(), value);
        case Sinks.DISPATCH_LEDGER -> dispatches.put(out.key(), value);
        case Sinks.REJECTIONS -> rejected++;
        default -> {}
      }
    }
  }

  long rejected() {
    return rejected;
  }

  List<LogFigures.RequestFigures> requests() {
    return read(requests, formats.requests(), LogFigures.RequestFigures::of);
  }

  List<LogFigures.DispatchFigures> dispatches() {
    return read(dispatches, formats.ledger(), LogFigures.DispatchFigures::of);
  }

  private static <V extends SpecificRecordBase, R> List<R> read(
      Map<String, byte[]> states, WireFormat<V> format, Function<V, R> reading) {
    List<R> read = new ArrayList<>(states.size());
    states.values().forEach(wire -> read.add(reading.apply(decode(format, wire))));
    return read;
  }

  static <V extends SpecificRecordBase> V decode(WireFormat<V> format, byte[] wire) {
    try {
      return format.decode(wire);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was just written", e);
    }
  }
}
