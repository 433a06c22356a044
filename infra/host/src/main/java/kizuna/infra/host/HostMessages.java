package kizuna.infra.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import kizuna.schemas.text.MachineLanguage;

/** Messages about folders, ports and processes, in the language of the user of this machine. */
public final class HostMessages {

  private static final HostMessages OF_MACHINE = in(MachineLanguage.tag(System.getenv()));

  private final Properties sentences;

  private HostMessages(Properties sentences) {
    this.sentences = sentences;
  }

  /** The sentences of a language. */
  static HostMessages in(String tag) {
    String resource = "host_" + tag + ".properties";
    Properties sentences = new Properties();
    try (InputStream in = HostMessages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("expected " + resource + " on the class path, but nothing");
      }
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HostMessages(sentences);
  }

  /** The sentence under a key, its gaps filled; numbers stay as they are typed. */
  public static String text(String key, Object... gaps) {
    return OF_MACHINE.filled(key, gaps);
  }

  String filled(String key, Object... gaps) {
    String sentence = sentences.getProperty(key);
    if (sentence == null) {
      throw new IllegalArgumentException("expected a sentence for " + key + ", but there is none");
    }
    return MessageFormat.format(sentence, Arrays.stream(gaps).map(String::valueOf).toArray());
  }

  Set<String> keys() {
    return new TreeSet<>(sentences.stringPropertyNames());
  }
}
