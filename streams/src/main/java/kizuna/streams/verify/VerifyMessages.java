package kizuna.streams.verify;

import kizuna.schemas.text.MessageList;

/** Sentences about logs, archives and published heads that are checked. */
final class VerifyMessages {

  static final MessageList LIST = MessageList.beside(VerifyMessages.class, "verify");

  private VerifyMessages() {}
}
