package kizuna.infra.identity;

import kizuna.schemas.text.MessageList;

/** Sentences about keys and secrets. */
final class IdentityMessages {

  static final MessageList LIST = MessageList.beside(IdentityMessages.class, "identity");

  private IdentityMessages() {}
}
