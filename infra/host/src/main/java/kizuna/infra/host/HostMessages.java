package kizuna.infra.host;

import kizuna.schemas.text.MessageList;

/** Sentences about folders, ports and processes. */
public final class HostMessages {

  public static final MessageList LIST = MessageList.beside(HostMessages.class, "host");

  private HostMessages() {}
}
