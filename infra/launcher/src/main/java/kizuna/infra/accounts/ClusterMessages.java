package kizuna.infra.accounts;

import kizuna.schemas.text.MessageList;

/** Sentences about the cluster: its accounts, broker, topics and registry. */
public final class ClusterMessages {

  public static final MessageList LIST = MessageList.beside(ClusterMessages.class, "cluster");

  private ClusterMessages() {}
}
