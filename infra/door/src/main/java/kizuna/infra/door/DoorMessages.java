package kizuna.infra.door;

import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;

/** Sentences about the settings of the front door. */
final class DoorMessages {

  private static final MessageList LIST = MessageList.beside(DoorMessages.class, "door");

  private DoorMessages() {}

  static Message of(String key, Object... arguments) {
    return LIST.of(key, arguments);
  }

  /** The sentence in the language of the user of this machine. */
  static String text(String key, Object... arguments) {
    return LIST.text(MachineLanguage.locale(), key, arguments);
  }
}
