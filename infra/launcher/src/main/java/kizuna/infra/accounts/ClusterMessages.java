package kizuna.infra.accounts;

import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;

/** Sentences about the cluster: its accounts, broker, topics and registry. */
public final class ClusterMessages {

  private static final MessageList LIST = MessageList.beside(ClusterMessages.class, "cluster");

  private ClusterMessages() {}

  public static Message of(String key, Object... arguments) {
    return LIST.of(key, arguments);
  }

  /** The sentence in the language of the user of this machine. */
  public static String text(String key, Object... arguments) {
    return LIST.text(MachineLanguage.locale(), key, arguments);
  }
}
