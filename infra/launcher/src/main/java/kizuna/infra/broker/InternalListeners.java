package kizuna.infra.broker;

import kizuna.infra.accounts.Account;

/**
 * The listeners for the node itself and for writing the accounts. They exist before any account is
 * known, so they have a secret of their own, made for one run and written nowhere.
 */
record InternalListeners(int controllerPort, int brokerPort, String secret) {

  /** The JAAS configuration of both listeners. */
  String jaasConfig() {
    String launcher = Account.LAUNCHER.id();
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + launcher
        + "\" password=\""
        + secret
        + "\" user_"
        + launcher
        + "=\""
        + secret
        + "\";";
  }
}
