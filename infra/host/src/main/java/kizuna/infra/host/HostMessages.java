package kizuna.infra.host;

import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;

/** Sentences about folders, ports and processes. */
public final class HostMessages {

  static final MessageList LIST = MessageList.beside(HostMessages.class, "host");

  private HostMessages() {}

  public static Message of(String key, Object... arguments) {
    return LIST.of(key, arguments);
  }

  /** The sentence in the language of the user of this machine. */
  public static String text(String key, Object... arguments) {
    return LIST.text(MachineLanguage.locale(), key, arguments);
  }
}
