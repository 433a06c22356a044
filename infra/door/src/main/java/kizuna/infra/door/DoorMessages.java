package kizuna.infra.door;

import kizuna.schemas.text.MessageList;

/** Sentences about the settings of the front door. */
final class DoorMessages {

  static final MessageList LIST = MessageList.beside(DoorMessages.class, "door");

  private DoorMessages() {}
}
