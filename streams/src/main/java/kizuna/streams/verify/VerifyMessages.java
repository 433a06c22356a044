package kizuna.streams.verify;

import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;

/** Sentences about logs, archives and published heads that are checked. */
final class VerifyMessages {

  private static final MessageList LIST = MessageList.beside(VerifyMessages.class, "verify");

  private VerifyMessages() {}

  static Message of(String key, Object... arguments) {
    return LIST.of(key, arguments);
  }
}
