package kizuna.infra.identity;

import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;

/** Sentences about keys and secrets. */
final class IdentityMessages {

  private static final MessageList LIST = MessageList.beside(IdentityMessages.class, "identity");

  private IdentityMessages() {}

  static Message of(String key, Object... arguments) {
    return LIST.of(key, arguments);
  }
}
